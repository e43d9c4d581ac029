using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Musubi.Controller.Trust;

/// <summary>
/// The controller's server certificates: one for each local address that was dialled, so that a controller listening on all addresses
/// is right on each of them, also on those it gets later. Renewed in the last month of their time. Any thread; at most
/// <see cref="Capacity"/> are kept.
/// </summary>
public sealed class ServerCertificates : IDisposable
{
    public const int Capacity = 64;

    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, (X509Certificate2 Certificate, DateTimeOffset Until)> _issued = [];
    private readonly CertificateAuthority _authority;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<string> _names;

    /// <param name="authority">Signs.</param>
    /// <param name="time">Says when to renew.</param>
    /// <param name="names">DNS names under which clients may reach the controller.</param>
    public ServerCertificates(CertificateAuthority authority, TimeProvider time, IReadOnlyList<string> names)
    {
        _authority = authority;
        _time = time;
        _names = names;
    }

    /// <summary>The certificate for connections to a local address; null stands for one that is not known.</summary>
    public X509Certificate2 For(IPAddress? local)
    {
        IPAddress address = local is null ? IPAddress.Loopback : local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : new IPAddress(local.GetAddressBytes());
        DateTimeOffset now = _time.GetUtcNow();
        lock (_lock)
        {
            if (_issued.TryGetValue(address, out (X509Certificate2 Certificate, DateTimeOffset Until) kept) && now < kept.Until - RenewBefore)
            {
                return kept.Certificate;
            }

            if (_issued.Count >= Capacity)
            {
                // Handshakes under way may hold the certificates dropped here: they are left to the collector.
                _issued.Clear();
            }

            HashSet<IPAddress> addresses = [address, IPAddress.Loopback, IPAddress.IPv6Loopback];
            X509Certificate2 certificate = _authority.IssueServer(_names, addresses);
            _issued[address] = (certificate, now + CertificateAuthority.ServerLifetime);
            return certificate;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach ((X509Certificate2 certificate, _) in _issued.Values)
            {
                certificate.Dispose();
            }

            _issued.Clear();
        }
    }
}
