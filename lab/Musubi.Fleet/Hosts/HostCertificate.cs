using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Net.Client;
using Musubi.Contracts.Fabric;
using Musubi.Fleet.Control;
using Musubi.Lab;

namespace Musubi.Fleet.Hosts;

/// <summary>What a host that has joined speaks with: its certificate and the fabric's authority.</summary>
internal sealed class HostCertificate : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private X509Certificate2? _authority;
    private X509Certificate2? _certificate;

    /// <summary>Joins as an agent does: the authority is fetched, pinned by the token's hash, and trusted from then on.</summary>
    public static async Task<HostCertificate> JoinAsync(IPEndPoint controller, string token, Guid id, string name)
    {
        HostCertificate made = new();
        using (GrpcChannel unverified = Channel(controller, null, null))
        {
            AuthorityReply reply = await new Enrollment.EnrollmentClient(unverified).AuthorityAsync(new AuthorityRequest());
            if (token.Split('.')[2] != Convert.ToHexStringLower(SHA256.HashData(reply.Authority.Span)))
            {
                throw new LabException("the authority is not the one in the join token");
            }

            made._authority = X509CertificateLoader.LoadCertificate(reply.Authority.Span);
        }

        using GrpcChannel channel = Channel(controller, made._authority, null);
        CertificateRequest request = new("CN=host", made._key, HashAlgorithmName.SHA256);
        JoinReply joined = await new Enrollment.EnrollmentClient(channel).JoinAsync(
            new JoinRequest { Token = token, HostId = id.ToString(), HostName = name, CertificateRequest = ByteString.CopyFrom(request.CreateSigningRequest()) });
        using X509Certificate2 issued = X509CertificateLoader.LoadCertificate(joined.Certificate.Span);
        made._certificate = issued.CopyWithPrivateKey(made._key);
        return made;
    }

    /// <summary>A connection of its own; the caller disposes it.</summary>
    public GrpcChannel Connect(IPEndPoint controller) => Channel(controller, _authority, _certificate);

    public void Dispose()
    {
        _certificate?.Dispose();
        _authority?.Dispose();
        _key.Dispose();
    }

    private static GrpcChannel Channel(IPEndPoint controller, X509Certificate2? authority, X509Certificate2? certificate)
    {
        SocketsHttpHandler handler = new();
        if (authority is null)
        {
#pragma warning disable CA5359 // the authority is fetched first and pinned by the token's hash; nothing secret is sent on this connection
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else
        {
            handler.SslOptions = ControllerApi.TrustOnly(authority);
        }

        if (certificate is not null)
        {
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        return GrpcChannel.ForAddress($"https://{controller}", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }
}
