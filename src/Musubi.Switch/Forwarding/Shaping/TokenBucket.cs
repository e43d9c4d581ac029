namespace Musubi.Switch.Forwarding.Shaping;

/// <summary>
/// Credit in bytes that grows with time up to a depth. A frame passes while there is any credit and may leave a debt, which is
/// paid before the next: over time no more passes than the rate, however large the frames are.
/// </summary>
internal struct TokenBucket
{
    /// <summary>Of another thread to find it unchanged.</summary>
    private const int MostReads = 4;

    private double _bytesPerTick;
    private double _depth;
    private double _credit;
    private long _filledAt;

    /// <summary>Bytes; negative while in debt.</summary>
    public double Credit { readonly get => _credit; private set => Volatile.Write(ref _credit, value); }

    /// <summary>The most that it can be, in bytes; 0 of one that has no rate.</summary>
    public readonly double Depth => _depth;

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
            double filled = Math.Min(_depth, Credit + ((now - _filledAt) * _bytesPerTick));
            // In this order, so that CreditAt finds no credit twice.
            Volatile.Write(ref _filledAt, now);
            Credit = filled;
        }
    }

    /// <summary>What the credit is at a time. Any thread, while the owner goes on: then what is found may be less, never more.</summary>
    public readonly double CreditAt(long now)
    {
        double credit = 0;
        for (int i = 0; i < MostReads; i++)
        {
            long filledAt = Volatile.Read(in _filledAt);
            credit = Volatile.Read(in _credit);
            if (filledAt == Volatile.Read(in _filledAt))
            {
                return Math.Min(_depth, credit + (Math.Max(now - filledAt, 0) * _bytesPerTick));
            }
        }

        return Math.Min(_depth, credit);
    }

    public void Take(long bytes) => Credit -= bytes;

    /// <summary>Gives up what is above <paramref name="most"/>.</summary>
    public void Cap(double most) => Credit = Math.Min(Credit, most);

    /// <summary>When there is credit again, in ticks; not before it was filled last.</summary>
    public readonly long Due() => HasCredit ? _filledAt : _filledAt + (long)(-Credit / _bytesPerTick) + 1;
}
