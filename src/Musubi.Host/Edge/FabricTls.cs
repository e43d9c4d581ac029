using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;

namespace Musubi.Host.Edge;

/// <summary>gRPC channels to a controller, each with its own idea of whom to trust.</summary>
internal static class FabricTls
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Trusts anybody: only for asking for the authority's certificate, which is then held against a token.</summary>
    public static GrpcChannel OpenUnverified(string controller) => Open(controller, new SslClientAuthenticationOptions
    {
#pragma warning disable CA5359 // The answer is verified by its hash; nothing secret is sent.
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
    });

    /// <summary>
    /// Trusts servers of this authority, under whatever name: the authority signs one controller's servers and nothing else with
    /// the right to serve, so a host's certificate cannot pass for it.
    /// </summary>
    /// <param name="own">This host's certificate with its key; null while it has none.</param>
    public static GrpcChannel Open(string controller, X509Certificate2 authority, X509Certificate2? own)
    {
        SslClientAuthenticationOptions options = new()
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 server && IsServerOf(authority, server),
        };
        if (own is not null)
        {
            options.ClientCertificates = [own];
        }

        return Open(controller, options);
    }

    private static bool IsServerOf(X509Certificate2 authority, X509Certificate2 server)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        return chain.Build(server);
    }

    private static GrpcChannel Open(string controller, SslClientAuthenticationOptions tls) => GrpcChannel.ForAddress($"https://{controller}", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            SslOptions = tls,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            KeepAlivePingDelay = TimeSpan.FromSeconds(3),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(3),
            UseProxy = false,
        },
        DisposeHttpClient = true,
        MaxReceiveMessageSize = 64 << 20,
    });
}
