using System.Net;
using System.Net.Sockets;
using Musubi.Controller.Trust;

namespace Musubi.Controller.Accounts;

/// <summary>
/// Bounds how often a password may be tried: from each address, for each account, and over all. An account bears more than one address may try, and an address from which it was
/// signed in with is not counted against it: whoever guesses does not lock out its owner. Who is kept for nothing but time is forgotten first when a table is full. Any thread.
/// </summary>
internal sealed class SignInGate(TimeProvider time)
{
    public const int Capacity = 4_096;

    /// <summary>Tries at once from one address, and after that one in six seconds.</summary>
    public const int Burst = 10;

    /// <summary>Tries at once of one account, and after that one in three seconds.</summary>
    public const int AccountBurst = 2 * Burst;

    /// <summary>Addresses from which somebody was signed in.</summary>
    private const int MostTrusted = 1_000;

    private const double PerSecond = 1 / 6.0;
    private const double AccountPerSecond = 2 * PerSecond;
    private const double AllBurst = 50;
    private const double AllPerSecond = 10;

    /// <summary>No account's name is longer: what somebody sends instead of one is not kept whole.</summary>
    private const int LongestName = 64;

    /// <summary>Bytes of an IPv6 address that say whose network it is: within it anybody has as many as they like.</summary>
    private const int NetworkBytes = 8;

    private readonly Lock _lock = new();
    private readonly TokenBucket _all = new(time, AllBurst, AllPerSecond);
    private readonly Dictionary<string, (TokenBucket Bucket, long LastUsed)> _addresses = [];
    private readonly Dictionary<string, (TokenBucket Bucket, long LastUsed)> _accounts = [];
    private readonly Dictionary<(string Account, string Address), long> _trusted = [];

    /// <summary>False when it was tried too often of late.</summary>
    public bool TryPass(string account, string address)
    {
        (string name, string from) = (NameOf(account), NetworkOf(address));
        lock (_lock)
        {
            // First the address: what is refused for its sake costs the account and the others nothing.
            return Find(_addresses, from, Burst, PerSecond).TryTake()
                && (_trusted.ContainsKey((name, from)) || (Find(_accounts, name, AccountBurst, AccountPerSecond).TryTake() && _all.TryTake()));
        }
    }

    /// <summary>Somebody who knew the password was signed in from there.</summary>
    public void Passed(string account, string address)
    {
        lock (_lock)
        {
            _trusted[(NameOf(account), NetworkOf(address))] = time.GetTimestamp();
            if (_trusted.Count > MostTrusted)
            {
                _trusted.Remove(_trusted.MinBy(pair => pair.Value).Key);
            }
        }
    }

    private TokenBucket Find(Dictionary<string, (TokenBucket Bucket, long LastUsed)> known, string key, double burst, double perSecond)
    {
        if (!known.TryGetValue(key, out (TokenBucket Bucket, long) entry))
        {
            if (known.Count >= Capacity)
            {
                known.Remove(known.MinBy(pair => pair.Value.LastUsed).Key);
            }

            entry.Bucket = new TokenBucket(time, burst, perSecond);
        }

        known[key] = (entry.Bucket, time.GetTimestamp());
        return entry.Bucket;
    }

    private static string NameOf(string account) => account.Length <= LongestName ? account : account[..LongestName];

    private static string NetworkOf(string address) =>
        !IPAddress.TryParse(address, out IPAddress? parsed) ? NameOf(address)
        : parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4().ToString()
        : parsed.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(parsed.GetAddressBytes().AsSpan(0, NetworkBytes))
        : parsed.ToString();
}
