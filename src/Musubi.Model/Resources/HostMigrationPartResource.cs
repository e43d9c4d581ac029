using System.Collections.Immutable;

namespace Musubi.Model.Resources;

/// <summary>What of one host's standard switches is to be moved.</summary>
public sealed record HostMigrationPartResource
{
    public string Host { get; init; } = "";

    /// <summary>Uplink to NIC.</summary>
    public ImmutableSortedDictionary<string, string> Uplinks { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Port group of a standard switch to port group.</summary>
    public ImmutableSortedDictionary<string, string> PortGroups { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Host adapter to port group.</summary>
    public ImmutableSortedDictionary<string, string> Adapters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>"VM" or "VM/VNIC" to port group.</summary>
    public ImmutableSortedDictionary<string, string> Vnics { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public bool AcceptVlan { get; init; }
}
