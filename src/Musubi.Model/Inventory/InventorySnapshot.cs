using System.Collections.Immutable;
using Musubi.Model.Config;

namespace Musubi.Model.Inventory;

/// <summary>
/// Everything that is configured, at one revision. The controller holds one for the fabric; each host's agent holds one
/// for its standard switches. Immutable: any thread.
/// </summary>
public sealed record InventorySnapshot
{
    public long Revision { get; init; }

    public ImmutableDictionary<Guid, HostConfig> Hosts { get; init; } = ImmutableDictionary<Guid, HostConfig>.Empty;

    public ImmutableDictionary<Guid, SwitchConfig> Switches { get; init; } = ImmutableDictionary<Guid, SwitchConfig>.Empty;

    public ImmutableDictionary<Guid, PortGroupConfig> PortGroups { get; init; } = ImmutableDictionary<Guid, PortGroupConfig>.Empty;

    public ImmutableDictionary<Guid, PortConfig> Ports { get; init; } = ImmutableDictionary<Guid, PortConfig>.Empty;

    public static InventorySnapshot Empty { get; } = new();
}
