using System.Collections.Immutable;
using Musubi.Controller.Store;
using Musubi.Model.Inventory;
using Musubi.Model.Services;

namespace Musubi.Controller.Inventory;

/// <summary>What somebody wants committed on top of a state. Empty parts are left out.</summary>
internal sealed record CommitWish
{
    public static StoreTransaction NothingBeside { get; } = new([], []);

    /// <summary>The inventory afterwards.</summary>
    public required InventorySnapshot Snapshot { get; init; }

    public ImmutableArray<ObjectChange> Changes { get; init; } = [];

    /// <summary>Without sequences.</summary>
    public IReadOnlyList<EventRecord> Events { get; init; } = [];

    /// <summary>Checks and writes of other keys that belong to the same transaction.</summary>
    public StoreTransaction Beside { get; init; } = NothingBeside;
}
