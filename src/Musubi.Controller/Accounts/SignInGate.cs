using Musubi.Controller.Trust;

namespace Musubi.Controller.Accounts;

/// <summary>
/// Bounds how often a password may be tried: for each account, for each address, and over all. Who is kept for nothing but time is forgotten
/// first when the table is full. Any thread.
/// </summary>
internal sealed class SignInGate(TimeProvider time)
{
    public const int Capacity = 4_096;

    /// <summary>Tries at once of one account or one address, and after that one in six seconds.</summary>
    public const int Burst = 10;

    private const double PerSecond = 1 / 6.0;
    private const double AllBurst = 50;
    private const double AllPerSecond = 10;

    private readonly Lock _lock = new();
    private readonly TokenBucket _all = new(time, AllBurst, AllPerSecond);
    private readonly Dictionary<string, (TokenBucket Bucket, long LastUsed)> _known = [];

    /// <summary>False when it was tried too often of late.</summary>
    public bool TryPass(string account, string address)
    {
        lock (_lock)
        {
            bool known = Find($"account {account}").TryTake();
            return Find($"address {address}").TryTake() && known && _all.TryTake();
        }
    }

    private TokenBucket Find(string key)
    {
        if (!_known.TryGetValue(key, out (TokenBucket Bucket, long) entry))
        {
            if (_known.Count >= Capacity)
            {
                _known.Remove(_known.MinBy(pair => pair.Value.LastUsed).Key);
            }

            entry.Bucket = new TokenBucket(time, Burst, PerSecond);
        }

        _known[key] = (entry.Bucket, time.GetTimestamp());
        return entry.Bucket;
    }
}
