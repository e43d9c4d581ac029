namespace Musubi.Switch.Forwarding.Shaping;

/// <summary>
/// Says when frames of one direction may pass: as many bytes as the average allows over time, after a pause a burst more, and never
/// faster than the peak. One thread.
/// </summary>
internal struct Shaper
{
    /// <summary>
    /// Seconds at a rate that may pass at once, at least: a thread that is woken late by less loses nothing of the rate.
    /// </summary>
    private const double Slack = 0.004;

    private const int Steps = 32;

    private TokenBucket _average;
    private TokenBucket _peak;

    /// <summary>False: everything passes at once.</summary>
    public bool IsOn { get; private set; }

    public void Set(RateLimit? limit, long now, long frequency)
    {
        if (limit is null)
        {
            this = default;
            return;
        }

        _average.Set(limit.AverageBitsPerSecond, Math.Max(limit.BurstBytes, Slack * limit.AverageBitsPerSecond / 8), now, frequency);
        _peak.Set(limit.PeakBitsPerSecond, Math.Max(1, Slack * limit.PeakBitsPerSecond / 8), now, frequency);
        IsOn = true;
    }

    /// <summary>Bytes that may pass at <paramref name="now"/>, and a frame that is larger if there are any.</summary>
    public double Allowance(long now)
    {
        _average.Fill(now);
        _peak.Fill(now);
        return Math.Min(_average.Credit, _peak.Credit);
    }

    /// <summary>Gives up what is above <paramref name="most"/> bytes.</summary>
    public void Cap(double most, long now)
    {
        _average.Fill(now);
        _average.Cap(most);
    }

    /// <summary>What is saved up of the burst, in bytes rounded down to a 32nd of the most, so that it does not change with each frame; not less than none. Any thread.</summary>
    public readonly long SavedAt(long now)
    {
        double step = _average.Depth / Steps;
        return step > 0 ? Math.Max(0, (long)(Math.Floor(_average.CreditAt(now) / step) * step)) : 0;
    }

    public void Take(long bytes)
    {
        _average.Take(bytes);
        _peak.Take(bytes);
    }

    /// <summary>When a frame may pass next, in ticks.</summary>
    public readonly long Due() => Math.Max(_average.Due(), _peak.Due());
}
