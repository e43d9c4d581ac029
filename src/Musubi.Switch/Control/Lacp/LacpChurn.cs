namespace Musubi.Switch.Control.Lacp;

/// <summary>
/// A churn detection machine (802.1AX-2014, 6.4.17): a side that has a link and is not in sync for a minute will hardly ever be, without
/// somebody changing something.
/// </summary>
internal struct LacpChurn(TimeProvider clock)
{
    private LacpTimer _timer = new(clock);

    public bool IsChurning { get; private set; }

    public readonly TimeSpan Left => IsChurning ? Timeout.InfiniteTimeSpan : _timer.Left;

    /// <summary>The link came: the minute begins.</summary>
    public void Begin()
    {
        IsChurning = false;
        _timer.Start(LacpTimes.ChurnDetection);
    }

    public void End()
    {
        IsChurning = false;
        _timer.Stop();
    }

    /// <summary>Looks again. It begins anew when sync is lost.</summary>
    public void Look(bool inSync)
    {
        if (inSync)
        {
            End();
        }
        else if (_timer.Left == Timeout.InfiniteTimeSpan && !IsChurning)
        {
            Begin();
        }
        else if (_timer.IsOver)
        {
            IsChurning = true;
        }
    }
}
