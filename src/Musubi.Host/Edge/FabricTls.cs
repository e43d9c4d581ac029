using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using Musubi.Host.Agent.Messages;

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
    /// <param name="connected">Told of each connection that is made, between which addresses it runs; null: nobody wants to know.</param>
    public static GrpcChannel Open(string controller, X509Certificate2 authority, X509Certificate2? own, Action<ConnectionEnds>? connected = null)
    {
        SslClientAuthenticationOptions options = new()
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 server && IsServerOf(authority, server),
        };
        if (own is not null)
        {
            options.ClientCertificates = [own];
        }

        return Open(controller, options, connected);
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

    private static GrpcChannel Open(string controller, SslClientAuthenticationOptions tls, Action<ConnectionEnds>? connected = null)
    {
        SocketsHttpHandler handler = new()
        {
            SslOptions = tls,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            KeepAlivePingDelay = TimeSpan.FromSeconds(3),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(3),
            UseProxy = false,
        };
        if (connected is not null)
        {
            handler.ConnectCallback = async (context, cancellation) => await ConnectAsync(context.DnsEndPoint, connected, cancellation).ConfigureAwait(false);
        }

        return GrpcChannel.ForAddress($"https://{controller}", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true, MaxReceiveMessageSize = 64 << 20 });
    }

    private static async Task<Stream> ConnectAsync(EndPoint controller, Action<ConnectionEnds> connected, CancellationToken cancellation)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(controller, cancellation).ConfigureAwait(false);
            if (socket is { LocalEndPoint: IPEndPoint local, RemoteEndPoint: IPEndPoint remote })
            {
                connected(new ConnectionEnds(Plain(local.Address), Plain(remote.Address)));
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
