using Musubi.Model;
using Musubi.Model.Inventory;
using Musubi.Model.Share;

namespace Musubi.Host.State;

/// <summary>All that an agent must not forget. Immutable; each change is a new one, stored before it has effect.</summary>
public sealed record HostState
{
    public required Guid HostId { get; init; }

    public required string HostName { get; init; }

    /// <summary>Null while the host belongs to no fabric.</summary>
    public FabricMembership? Fabric { get; init; }

    /// <summary>The revision of <see cref="FabricShare"/>.</summary>
    public long FabricRevision { get; init; }

    public HostShare FabricShare { get; init; } = HostShare.Empty;

    /// <summary>The standard switches of this host.</summary>
    public InventorySnapshot Local { get; init; } = InventorySnapshot.Empty;

    public ValueList<TakenNic> TakenNics { get; init; } = [];

    public ValueList<MadeTap> MadeTaps { get; init; } = [];

    /// <summary>Ports of the fabric whose vNIC was detached here, on this host alone.</summary>
    public ValueList<Guid> DetachedPorts { get; init; } = [];

    /// <summary>A change of the way to the controller that is still to be shown to work; null when there is none.</summary>
    public ReachTrial? Trial { get; init; }

    /// <summary>What was undone and is held back; null when nothing is.</summary>
    public UndoneChange? Undone { get; init; }

    /// <summary>Why a change was undone, while the controller has not been told; null when it has.</summary>
    public string? UntoldRollback { get; init; }

    /// <summary>Routes over the interface to the controller that a change which was undone may have taken away; null when they are set again.</summary>
    public LostRoutes? LostRoutes { get; init; }

    /// <summary>Changes that were undone since this host joined.</summary>
    public long Rollbacks { get; init; }
}
