using System.Collections.Immutable;
using Musubi.Model.Inventory;

namespace Musubi.Controller.Inventory;

/// <summary>Is told of each durable state just before others can see it, in order, by one thread at a time. Must not throw or wait.</summary>
internal interface ILedgerObserver
{
    void Committed(InventoryState before, InventoryState after, ImmutableArray<ObjectChange> changes);

    /// <summary>The state was read anew: at the start, or after commits of others.</summary>
    void Restarted(InventoryState state);
}
