namespace Musubi.Switch.Control.Lacp;

/// <summary>A timer of the LACP machines: runs from its start until its time is over or it is stopped. It tells nobody; it is asked.</summary>
internal struct LacpTimer(TimeProvider clock)
{
    private readonly TimeProvider _clock = clock;
    private long _start;
    private TimeSpan _length = Timeout.InfiniteTimeSpan;

    /// <summary>Infinite while it does not run.</summary>
    public readonly TimeSpan Left
    {
        get
        {
            if (_length == Timeout.InfiniteTimeSpan)
            {
                return _length;
            }

            TimeSpan left = _length - _clock.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>It was started, not stopped, and its time is over.</summary>
    public readonly bool IsOver => Left == TimeSpan.Zero;

    public void Start(TimeSpan length) => (_start, _length) = (_clock.GetTimestamp(), length);

    public void Stop() => _length = Timeout.InfiniteTimeSpan;
}
