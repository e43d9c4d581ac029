using System.Collections.Immutable;

namespace Musubi.Model.Resources;

/// <summary>A member host of a switch.</summary>
public sealed record MemberResource
{
    /// <summary>Its name.</summary>
    public required string Host { get; init; }

    public Guid HostId { get; init; }

    /// <summary>Uplink name to NIC (its present name, or its id when the host no longer reports it). Open uplinks are absent.</summary>
    public ImmutableSortedDictionary<string, string> Uplinks { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Uplink name to bits a second, where something else than the speed of the link was said. Absent when there is none.</summary>
    public ImmutableSortedDictionary<string, long>? UplinkCapacities { get; init; }
}
