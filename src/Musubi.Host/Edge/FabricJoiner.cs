using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Musubi.Contracts.Fabric;
using Musubi.Host.State;

namespace Musubi.Host.Edge;

/// <summary>Joins a fabric: pins the controller's authority by the token, asks for a certificate, keeps the key to itself.</summary>
internal static class FabricJoiner
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <exception cref="RpcException">The controller cannot be reached or refuses.</exception>
    /// <exception cref="FormatException">The token is not one, or names another authority than the controller's.</exception>
    public static async Task<FabricMembership> JoinAsync(string controller, string token, Guid hostId, string hostName, CancellationToken cancellation)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3 || parts[2].Length != 64)
        {
            throw new FormatException("must be a join token of three parts, as `musubi host token create` prints it");
        }

        using X509Certificate2 authority = await FetchAuthorityAsync(controller, parts[2], cancellation).ConfigureAwait(false);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=musubi-host", key, HashAlgorithmName.SHA256);
        using GrpcChannel channel = FabricTls.Open(controller, authority, own: null);
        JoinReply reply = await new Enrollment.EnrollmentClient(channel).JoinAsync(
            new JoinRequest
            {
                Token = token,
                HostId = hostId.ToString(),
                HostName = hostName,
                CertificateRequest = ByteString.CopyFrom(request.CreateSigningRequest()),
            },
            Options(cancellation)).ResponseAsync.ConfigureAwait(false);
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(reply.Certificate.Span);
        return new FabricMembership
        {
            FabricId = reply.FabricId,
            Controller = controller,
            AuthorityPem = authority.ExportCertificatePem(),
            CertificatePem = certificate.ExportCertificatePem(),
            KeyPem = key.ExportPkcs8PrivateKeyPem(),
        };
    }

    private static async Task<X509Certificate2> FetchAuthorityAsync(string controller, string pin, CancellationToken cancellation)
    {
        using GrpcChannel channel = FabricTls.OpenUnverified(controller);
        AuthorityReply reply = await new Enrollment.EnrollmentClient(channel).AuthorityAsync(new AuthorityRequest(), Options(cancellation)).ResponseAsync.ConfigureAwait(false);
        return Convert.ToHexStringLower(SHA256.HashData(reply.Authority.Span)) == pin
            ? X509CertificateLoader.LoadCertificate(reply.Authority.Span)
            : throw new FormatException($"the controller at {controller} is not the one that made this token: its authority has another fingerprint");
    }

#pragma warning disable RS0030 // edge: a deadline of the wire
    private static CallOptions Options(CancellationToken cancellation) => new(deadline: DateTime.UtcNow + Limit, cancellationToken: cancellation);
#pragma warning restore RS0030
}
