using System.Diagnostics;

namespace Musubi.Switch.Runtime;

/// <summary>
/// How long a worker keeps looking after the last frame before it sleeps. It grows when a sleep turned out so short that
/// looking on would have been cheaper than being woken, and shrinks to nothing when sleeps are long: frames that come one by
/// one, far apart, cost no polling, and a busy port costs no waking.
/// </summary>
public struct PollWindow
{
    /// <summary>About twice what being woken takes.</summary>
    public static readonly long Most = Stopwatch.Frequency / 5_000;

    private static readonly long First = Most / 8;

    /// <summary>In ticks of <see cref="Stopwatch"/>.</summary>
    public long Ticks { get; private set; }

    /// <summary>A sleep of this many ticks has ended.</summary>
    public void Slept(long ticks) => Ticks = ticks <= Most
        ? Math.Min(Most, Math.Max(First, Ticks * 2))
        : Ticks > First ? Ticks / 2 : 0;
}
