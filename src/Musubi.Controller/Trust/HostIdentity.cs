using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Musubi.Controller.Trust;

/// <summary>Who a client certificate says the other end is.</summary>
/// <param name="HostId">From the subject alternative name, a URI of the form musubi:host:uuid.</param>
/// <param name="Key">SHA-256 of the certificate's public key (SubjectPublicKeyInfo), lower-case hexadecimal.</param>
public sealed record HostIdentity(Guid HostId, string Key)
{
    public const string UriPrefix = "musubi:host:";

    private const string SubjectAlternativeName = "2.5.29.17";

    // GeneralName's uniformResourceIdentifier: RFC 5280, 4.2.1.6.
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    /// <summary>Reads a certificate that the authority is known to have signed; null when it names no host.</summary>
    public static HostIdentity? Read(X509Certificate2 certificate)
    {
        X509Extension? names = certificate.Extensions[SubjectAlternativeName];
        if (names is null)
        {
            return null;
        }

        try
        {
            AsnReader reader = new AsnReader(names.RawData, AsnEncodingRules.DER).ReadSequence();
            while (reader.HasData)
            {
                if (!reader.PeekTag().HasSameClassAndValue(UriTag))
                {
                    reader.ReadEncodedValue();
                }
                else if (HostOf(reader.ReadCharacterString(UniversalTagNumber.IA5String, UriTag)) is { } host)
                {
                    return new HostIdentity(host, KeyOf(certificate.PublicKey));
                }
            }
        }
        catch (AsnContentException)
        {
            return null;
        }

        return null;
    }

    /// <summary>See <see cref="Key"/>.</summary>
    public static string KeyOf(PublicKey key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    private static Guid? HostOf(string uri) =>
        uri.StartsWith(UriPrefix, StringComparison.Ordinal) && Guid.TryParse(uri.AsSpan(UriPrefix.Length), out Guid id) ? id : null;
}
