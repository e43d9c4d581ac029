using System.Diagnostics;

namespace Musubi.Io.Tests.Support;

/// <summary>Bounds the waiting of one test: generous, because two cores may be shared by everything.</summary>
public readonly struct Deadline(TimeSpan limit)
{
    private readonly long _started = Stopwatch.GetTimestamp();

    public static Deadline Usual => new(TimeSpan.FromSeconds(60));

    public TimeSpan Left
    {
        get
        {
            TimeSpan left = limit - Stopwatch.GetElapsedTime(_started);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public bool Passed => Left == TimeSpan.Zero;
}
