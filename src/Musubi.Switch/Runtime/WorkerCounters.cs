namespace Musubi.Switch.Runtime;

/// <summary>What a worker did since it started. Written by its thread, read by any.</summary>
public sealed class WorkerCounters
{
    private long _turns;
    private long _sleeps;
    private long _frames;

    /// <summary>Times that it looked at what was ready.</summary>
    public long Turns => Volatile.Read(ref _turns);

    /// <summary>Times that nothing was ready and it waited.</summary>
    public long Sleeps => Volatile.Read(ref _sleeps);

    /// <summary>Frames received.</summary>
    public long Frames => Volatile.Read(ref _frames);

    internal void CountTurn(int frames)
    {
        Volatile.Write(ref _turns, _turns + 1);
        Volatile.Write(ref _frames, _frames + frames);
    }

    internal void CountSleep() => Volatile.Write(ref _sleeps, _sleeps + 1);
}
