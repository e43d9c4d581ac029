namespace Musubi.Switch.Runtime;

/// <summary>What a worker did since it started. Written by its thread, read by any.</summary>
public sealed class WorkerCounters
{
    private long _turns;
    private long _sleeps;
    private long _frames;
    private long _busyTicks;
    private long _lostHandovers;

    /// <summary>Times that it looked at what was ready.</summary>
    public long Turns => Volatile.Read(ref _turns);

    /// <summary>Times that nothing was ready and it waited.</summary>
    public long Sleeps => Volatile.Read(ref _sleeps);

    /// <summary>Frames received, and frames taken over from other threads.</summary>
    public long Frames => Volatile.Read(ref _frames);

    /// <summary>Time in turns that moved frames, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long BusyTicks => Volatile.Read(ref _busyTicks);

    /// <summary>Frames that another worker handed over for a port that had left the plan by then.</summary>
    public long LostHandovers => Volatile.Read(ref _lostHandovers);

    internal void CountTurn(int frames, long busyTicks)
    {
        Volatile.Write(ref _turns, _turns + 1);
        Volatile.Write(ref _frames, _frames + frames);
        Volatile.Write(ref _busyTicks, _busyTicks + busyTicks);
    }

    internal void CountSleep() => Volatile.Write(ref _sleeps, _sleeps + 1);

    internal void CountLostHandovers(int frames) => Volatile.Write(ref _lostHandovers, _lostHandovers + frames);
}
