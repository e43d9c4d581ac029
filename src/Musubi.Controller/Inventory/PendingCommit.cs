using System.Collections.Immutable;
using Musubi.Controller.Store;
using Musubi.Model.Inventory;
using Musubi.Model.Services;

namespace Musubi.Controller.Inventory;

/// <summary>A commit ready to be stored: the state afterwards, and the transaction that brings it about. Immutable.</summary>
internal sealed record PendingCommit(InventoryState Next, StoreTransaction Transaction)
{
    /// <summary>Events kept; older ones go with the commit that adds newer ones.</summary>
    public const int EventsKept = 10_000;

    /// <summary>Makes a commit.</summary>
    /// <param name="state">What it builds on.</param>
    /// <param name="snapshot">The inventory afterwards.</param>
    /// <param name="changes">The objects that differ.</param>
    /// <param name="events">Without sequences.</param>
    /// <param name="beside">Checks and writes of other keys that belong to the same transaction.</param>
    /// <param name="commit">Unique to this commit.</param>
    public static PendingCommit Make(
        InventoryState state, InventorySnapshot snapshot, ImmutableArray<ObjectChange> changes,
        IReadOnlyList<EventRecord> events, StoreTransaction beside, Guid commit)
    {
        EventRecord[] numbered = [.. events.Select((record, index) => record with { Sequence = state.Head.LastEvent + 1 + index })];
        long last = state.Head.LastEvent + numbered.Length;
        long first = Math.Max(state.Head.FirstEvent, last - EventsKept + 1);
        InventoryHead head = state.Head with { Revision = snapshot.Revision, LastEvent = last, FirstEvent = first, Commit = commit };

        List<StoreWrite> writes = [new(InventoryKeys.Head, InventoryCodec.Encode(head))];
        writes.AddRange(changes.Select(WriteOf));
        writes.AddRange(numbered.Select(record => new StoreWrite(InventoryKeys.Event(record.Sequence), InventoryCodec.Encode(record))));
        for (long pruned = state.Head.FirstEvent; pruned < first && pruned <= state.Head.LastEvent; pruned++)
        {
            writes.Add(StoreWrite.Delete(InventoryKeys.Event(pruned)));
        }

        writes.AddRange(beside.Writes);
        List<StoreCheck> checks = [new(InventoryKeys.Head, state.HeadRevision), .. beside.Checks];
        ImmutableList<EventRecord> kept = state.Events.AddRange(numbered);
        kept = kept.RemoveRange(0, Math.Max(0, kept.Count - EventsKept));
        return new PendingCommit(new InventoryState(snapshot, kept, head, 0), new StoreTransaction(checks, writes));
    }

    private static StoreWrite WriteOf(ObjectChange change)
    {
        string key = InventoryKeys.Object(change.Kind, change.Id);
        return change.After is { } after ? new StoreWrite(key, InventoryCodec.EncodeObject(after)) : StoreWrite.Delete(key);
    }
}
