using System.Collections.Immutable;

namespace Musubi.Model.Resources;

/// <summary>A port's counters. "rx" is what came from the VM or NIC into the switch.</summary>
public sealed record PortStatisticsResource
{
    public Guid PortId { get; init; }

    public int Number { get; init; }

    public string Switch { get; init; } = "";

    public long Incarnation { get; init; }

    public DateTimeOffset? ReadAt { get; init; }

    public ImmutableSortedDictionary<string, ulong> Counters { get; init; } =
        ImmutableSortedDictionary.Create<string, ulong>(StringComparer.Ordinal);
}
