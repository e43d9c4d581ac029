using Musubi.Io.Counters;
using Musubi.Io.Ports;

namespace Musubi.Switch.Runtime;

/// <summary>
/// A snapshot as one worker sees it, by plan index. A port whose transmit side belongs to another worker is a
/// <see cref="RemotePort"/> here. Never written after it was made.
/// </summary>
public sealed class WorkerView
{
    public static WorkerView Empty { get; } = new() { Ports = [], Counters = [], Handles = [], Polled = [], Paced = [], Coming = [], HasKernelPorts = false };

    /// <summary><see cref="AbsentPort"/> where there is none.</summary>
    public required FramePort[] Ports { get; init; }

    /// <summary>This worker's own blocks.</summary>
    public required CounterBlock[] Counters { get; init; }

    /// <summary>The slots, each by a number that no other slot has had.</summary>
    public required long[] Handles { get; init; }

    /// <summary>Plan indices of the ports that this worker looks at in every turn.</summary>
    public required int[] Polled { get; init; }

    /// <summary>Plan indices of those among <see cref="Polled"/> that may hold frames back.</summary>
    public required int[] Paced { get; init; }

    /// <summary>Frames come from the kernel too, which must be asked for them.</summary>
    public required bool HasKernelPorts { get; init; }

    /// <summary>Plan indices of the ports that will be this worker's with the next snapshot: what is sent to them waits.</summary>
    public required int[] Coming { get; init; }

    public bool IsComing(int index) => Coming.AsSpan().Contains(index);
}
