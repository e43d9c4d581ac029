using System.Collections.Immutable;
using Musubi.Model.Inventory;

namespace Musubi.Pages.Live;

/// <summary>The whole fabric at one moment, configuration and runtime together. Made once for all open pages. Immutable: any thread.</summary>
public sealed record FabricView
{
    public static FabricView Empty { get; } = new();

    public InventorySnapshot Snapshot { get; init; } = InventorySnapshot.Empty;

    public DateTimeOffset Time { get; init; }

    /// <summary>By name.</summary>
    public ImmutableArray<HostView> Hosts { get; init; } = [];

    /// <summary>By switch and number; free ports too.</summary>
    public ImmutableArray<PortView> Ports { get; init; } = [];

    public ImmutableDictionary<Guid, PortView> PortById { get; init; } = ImmutableDictionary<Guid, PortView>.Empty;

    public ImmutableDictionary<Guid, HostView> HostById { get; init; } = ImmutableDictionary<Guid, HostView>.Empty;
}
