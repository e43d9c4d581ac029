using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Musubi.Model;

namespace Musubi.Controller.Trust;

/// <summary>
/// The fabric's own certificate authority (ECDSA P-256). It signs the controller's server certificates and each host's client certificate,
/// and nothing else is trusted on the fabric's port. Any thread.
/// </summary>
public sealed class CertificateAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(7300);
    private static readonly TimeSpan HostLifetime = TimeSpan.FromDays(3650);

    // A peer's clock may be a little behind ours.
    private static readonly TimeSpan Leeway = TimeSpan.FromHours(1);

    private readonly X509Certificate2 _certificate;
    private readonly TimeProvider _time;
    private readonly IIdSource _ids;

    private CertificateAuthority(X509Certificate2 certificate, TimeProvider time, IIdSource ids)
    {
        _certificate = certificate;
        _time = time;
        _ids = ids;
    }

    /// <summary>How long a server certificate is good for.</summary>
    public static TimeSpan ServerLifetime { get; } = TimeSpan.FromDays(365);

    /// <summary>The authority's certificate, X.509 DER.</summary>
    public byte[] Certificate => _certificate.RawData;

    public string CertificatePem => _certificate.ExportCertificatePem();

    /// <summary>SHA-256 of the certificate, lower-case hexadecimal: what a join token carries and a host pins.</summary>
    public string Pin => Convert.ToHexStringLower(SHA256.HashData(_certificate.RawDataMemory.Span));

    /// <summary>Makes a new authority with a new key.</summary>
    /// <param name="fabricId">Goes into the subject.</param>
    /// <param name="time">Gives the validity.</param>
    /// <param name="ids">Gives serial numbers.</param>
    public static CertificateAuthority Create(Guid fabricId, TimeProvider time, IIdSource ids)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN=Musubi fabric {fabricId}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        DateTimeOffset now = time.GetUtcNow();
        return new CertificateAuthority(request.CreateSelfSigned(now - Leeway, now + AuthorityLifetime), time, ids);
    }

    /// <summary>Takes up an authority from what <see cref="Export"/> gave.</summary>
    public static CertificateAuthority Load(string pem, TimeProvider time, IIdSource ids) =>
        new(X509Certificate2.CreateFromPem(pem, pem), time, ids);

    /// <summary>Certificate and private key in PEM: a secret.</summary>
    public string Export()
    {
        using ECDsa key = _certificate.GetECDsaPrivateKey()!;
        return $"{_certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    /// <summary>A server certificate with a new key, for the given names and addresses.</summary>
    public X509Certificate2 IssueServer(IEnumerable<string> names, IEnumerable<IPAddress> addresses)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=musubi-controller", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder alternatives = new();
        foreach (string name in names)
        {
            alternatives.AddDnsName(name);
        }

        foreach (IPAddress address in addresses)
        {
            alternatives.AddIpAddress(address);
        }

        using X509Certificate2 issued = Issue(request, alternatives, ServerAuthentication, ServerLifetime);
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>A host's client certificate, X.509 DER, bound to its id.</summary>
    /// <param name="hostId">Becomes the only identity in the certificate.</param>
    /// <param name="key">The host's public key.</param>
    public byte[] IssueHost(Guid hostId, PublicKey key)
    {
        CertificateRequest request = new(new X500DistinguishedName($"CN={hostId}"), key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder alternatives = new();
        alternatives.AddUri(new Uri($"{HostIdentity.UriPrefix}{hostId}"));
        using X509Certificate2 issued = Issue(request, alternatives, ClientAuthentication, HostLifetime);
        return issued.RawData;
    }

    /// <summary>Whether this authority signed the certificate for a client, and it is within its time.</summary>
    public bool Trusts(X509Certificate2 certificate)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return chain.Build(certificate);
    }

    public void Dispose() => _certificate.Dispose();

    private X509Certificate2 Issue(CertificateRequest request, SubjectAlternativeNameBuilder alternatives, string usage, TimeSpan lifetime)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], true));
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        byte[] serial = new byte[16];
        _ids.Fill(serial);
        serial[0] = (byte)(serial[0] & 0x7f | 0x40); // a positive number of full length (RFC 5280, 4.1.2.2)
        DateTimeOffset now = _time.GetUtcNow();
        return request.Create(_certificate, now - Leeway, now + lifetime, serial);
    }
}
