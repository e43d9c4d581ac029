namespace Musubi.Switch.Control;

/// <summary>
/// Spaces out work that others can demand without end: the first demand is due at once, later ones not before
/// <paramref name="interval"/> has passed since the work was last done. One demand pending at most. Control thread only.
/// </summary>
public sealed class RateLimiter(TimeProvider clock, TimeSpan interval)
{
    private long? _last;
    private bool _demanded;

    public bool Demanded => _demanded;

    public void Demand() => _demanded = true;

    /// <summary>True once for each demand, when it is due.</summary>
    public bool TryStart()
    {
        if (!_demanded || TimeToDue() > TimeSpan.Zero)
        {
            return false;
        }

        Done();
        return true;
    }

    /// <summary>The work was done, demanded or not.</summary>
    public void Done()
    {
        _demanded = false;
        _last = clock.GetTimestamp();
    }

    /// <summary>How long to wait before <see cref="TryStart"/> can succeed; infinite when nothing is demanded.</summary>
    public TimeSpan TimeToDue()
    {
        if (!_demanded)
        {
            return Timeout.InfiniteTimeSpan;
        }

        if (_last is not { } last)
        {
            return TimeSpan.Zero;
        }

        TimeSpan left = interval - clock.GetElapsedTime(last);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
