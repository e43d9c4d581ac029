using Musubi.Host.Kernel;
using Musubi.Model;
using Musubi.Model.Inventory;
using Musubi.Model.Share;

namespace Musubi.Host.State;

/// <summary>
/// A change of this host's own way to its controller that has not been shown to work: until the controller was reached under it,
/// what was before is kept to go back to.
/// </summary>
public sealed record ReachTrial
{
    /// <summary>By what the controller was reached before the change.</summary>
    public required ControllerWay Way { get; init; }

    /// <summary>Of the fabric and of the standard switches: once both are live, the time runs.</summary>
    public required long Revision { get; init; }

    public required long LocalRevision { get; init; }

    /// <summary>The last revision, and what was wanted with it, under which the controller was reached.</summary>
    public required long GoodRevision { get; init; }

    public required HostShare GoodShare { get; init; }

    public required InventorySnapshot GoodLocal { get; init; }

    /// <summary>Routes that were set over the interface: they go with it, should the change take it away.</summary>
    public ValueList<HostRoute> Routes { get; init; } = [];

    /// <summary>How long the change was live without the controller being reached, as of the last time that this was stored.</summary>
    public int WaitedMilliseconds { get; init; }
}
