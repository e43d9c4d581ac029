namespace Musubi.Switch.Control.Discovery;

/// <summary>
/// When an uplink tells of itself, as the transmit timers of LLDP do it (802.1AB-2016, 9.2.2.2 and 9.2.5): every 30 s; four times a second apart when
/// it begins to, or hears a new neighbour; at once when what it tells has changed, but at most five times and then once a second. Control thread only.
/// </summary>
public sealed class AdvertisingClock(TimeProvider clock)
{
    private const int FastInit = 4;
    private const int MaxCredit = 5;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FastInterval = TimeSpan.FromSeconds(1);

    private int _fast;
    private int _credit = MaxCredit;
    private long _credited = clock.GetTimestamp();
    private long _last;
    private TimeSpan _wait = Timeout.InfiniteTimeSpan;

    /// <summary>Due now and three times more; nothing new while that is under way.</summary>
    public void StartFast()
    {
        if (_fast == 0)
        {
            _fast = FastInit;
            SendSoon();
        }
    }

    /// <summary>What is told has changed.</summary>
    public void SendSoon() => (_last, _wait) = (clock.GetTimestamp(), TimeSpan.Zero);

    public void Stop() => (_fast, _wait) = (0, Timeout.InfiniteTimeSpan);

    /// <summary>How long until <see cref="TryTake"/> says yes; infinite when stopped.</summary>
    public TimeSpan TimeToDue()
    {
        if (_wait == Timeout.InfiniteTimeSpan)
        {
            return _wait;
        }

        TimeSpan left = _wait - clock.GetElapsedTime(_last);
        TimeSpan credit = _credit > 0 ? TimeSpan.Zero : FastInterval - clock.GetElapsedTime(_credited);
        left = left > credit ? left : credit;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>True once for each frame to be sent.</summary>
    public bool TryTake()
    {
        Credit();
        if (TimeToDue() != TimeSpan.Zero)
        {
            return false;
        }

        _credit--;
        _fast -= _fast > 0 ? 1 : 0;
        (_last, _wait) = (clock.GetTimestamp(), _fast > 0 ? FastInterval : Interval);
        return true;
    }

    /// <summary>One a second; the rest of a second is kept.</summary>
    private void Credit()
    {
        TimeSpan passed = clock.GetElapsedTime(_credited);
        long seconds = (long)passed.TotalSeconds;
        if (_credit + seconds >= MaxCredit)
        {
            (_credit, _credited) = (MaxCredit, clock.GetTimestamp());
        }
        else if (seconds > 0)
        {
            _credit += (int)seconds;
            _credited += seconds * clock.TimestampFrequency;
        }
    }
}
