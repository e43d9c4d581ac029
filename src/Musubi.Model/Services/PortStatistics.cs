using System.Collections.Immutable;

namespace Musubi.Model.Services;

/// <summary>A port's counters.</summary>
public sealed record PortStatistics
{
    public required Guid PortId { get; init; }

    public required long Incarnation { get; init; }

    /// <summary>When they were read; null when unknown.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>By counter name, such as "rx-frames" (from the NIC or VM into the switch) or "drop-forged-transmit".</summary>
    public ImmutableSortedDictionary<string, ulong> Counters { get; init; } =
        ImmutableSortedDictionary.Create<string, ulong>(StringComparer.Ordinal);
}
