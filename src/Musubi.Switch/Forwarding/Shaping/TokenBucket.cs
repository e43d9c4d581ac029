namespace Musubi.Switch.Forwarding.Shaping;

/// <summary>
/// Credit in bytes that grows with time up to a depth. A frame passes while there is any credit and may leave a debt, which is
/// paid before the next: over time no more passes than the rate, however large the frames are.
/// </summary>
internal struct TokenBucket
{
    private double _bytesPerTick;
    private double _depth;
    private long _filledAt;

    /// <summary>Bytes; negative while in debt.</summary>
    public double Credit { get; private set; }

    public readonly bool HasCredit => Credit > 0;

    /// <summary>The time that it took to get the credit; negative while in debt.</summary>
    public readonly double CreditTicks => Credit / _bytesPerTick;

    /// <summary>Sets rate and depth. A bucket that had no rate begins full; another keeps its credit, as far as it fits.</summary>
    /// <param name="bitsPerSecond">1 or more.</param>
    /// <param name="depth">Bytes, 1 or more.</param>
    /// <param name="now">In ticks.</param>
    /// <param name="frequency">Ticks a second.</param>
    public void Set(long bitsPerSecond, double depth, long now, long frequency)
    {
        if (_bytesPerTick == 0)
        {
            (Credit, _filledAt) = (depth, now);
        }

        Fill(now);
        _bytesPerTick = bitsPerSecond / 8.0 / frequency;
        _depth = depth;
        Credit = Math.Min(Credit, depth);
    }

    public void Fill(long now)
    {
        if (now > _filledAt)
        {
            Credit = Math.Min(_depth, Credit + ((now - _filledAt) * _bytesPerTick));
            _filledAt = now;
        }
    }

    public void Take(long bytes) => Credit -= bytes;

    /// <summary>Gives up what is above <paramref name="most"/>.</summary>
    public void Cap(double most) => Credit = Math.Min(Credit, most);

    /// <summary>When there is credit again, in ticks; not before it was filled last.</summary>
    public readonly long Due() => HasCredit ? _filledAt : _filledAt + (long)(-Credit / _bytesPerTick) + 1;
}
