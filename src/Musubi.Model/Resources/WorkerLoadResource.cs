using Musubi.Model.Services;

namespace Musubi.Model.Resources;

/// <summary>How busy a forwarding thread of a host's data plane was, over the last second or so.</summary>
public sealed record WorkerLoadResource
{
    public int Worker { get; init; }

    /// <summary>Of a processor, in turns that moved frames, 0..100.</summary>
    public int BusyPercent { get; init; }

    public long FramesPerSecond { get; init; }

    public static WorkerLoadResource Of(WorkerLoad load) => new() { Worker = load.Index, BusyPercent = load.BusyPercent, FramesPerSecond = load.FramesPerSecond };
}
