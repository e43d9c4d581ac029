using Musubi.Io.Virtio;

namespace Musubi.Io.Vhost.Session;

/// <summary>What a port allows its front end.</summary>
public sealed record VhostSessionOptions
{
    public const int MostQueuePairs = 128;

    /// <summary>1 to <see cref="MostQueuePairs"/>: ring numbers have eight bits.</summary>
    public int QueuePairs { get; init; } = 1;

    /// <summary>Take memory whose file can be cut short, such as huge pages from DPDK.</summary>
    public bool AllowUnsealedMemory { get; init; }

    /// <summary>Device features withheld from the front end, for those who test without them.</summary>
    public VirtioFeatures Withheld { get; init; }
}
