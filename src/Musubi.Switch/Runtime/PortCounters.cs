using Musubi.Switch.Forwarding;

namespace Musubi.Switch.Runtime;

/// <summary>The counters of a port in the counters file: those of forwarding, then those that only the control thread can know.</summary>
public static class PortCounters
{
    /// <summary>Frames that came and found no room before a worker could receive them.</summary>
    public static int RxOverrun => CounterLayout.Count;

    /// <summary>By position.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. CounterLayout.Names, "drop-rx-overrun"];
}
