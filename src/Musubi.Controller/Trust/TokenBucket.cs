namespace Musubi.Controller.Trust;

/// <summary>Bounds how often something may happen: a burst, and then a steady rate. Any thread.</summary>
public sealed class TokenBucket
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly double _burst;
    private readonly double _perSecond;
    private double _tokens;
    private long _stamp;

    /// <param name="time">The clock.</param>
    /// <param name="burst">How often at once.</param>
    /// <param name="perSecond">How often in the long run.</param>
    public TokenBucket(TimeProvider time, double burst, double perSecond)
    {
        _time = time;
        _burst = burst;
        _perSecond = perSecond;
        _tokens = burst;
        _stamp = time.GetTimestamp();
    }

    /// <summary>True when it may happen once more now.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            long now = _time.GetTimestamp();
            _tokens = Math.Min(_burst, _tokens + _time.GetElapsedTime(_stamp, now).TotalSeconds * _perSecond);
            _stamp = now;
            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }
}
