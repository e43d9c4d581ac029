using System.Collections.Immutable;
using Musubi.Controller.Store;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Services;

namespace Musubi.Controller.Inventory;

/// <summary>What one commit left behind: the inventory, the events kept, and the head to check in the next commit. Immutable.</summary>
/// <param name="Snapshot">The inventory.</param>
/// <param name="Events">Oldest first.</param>
/// <param name="Head">The head's value.</param>
/// <param name="HeadRevision">The store's revision of the head; 0 when there is none yet.</param>
internal sealed record InventoryState(
    InventorySnapshot Snapshot, ImmutableList<EventRecord> Events, InventoryHead Head, long HeadRevision)
{
    /// <summary>Reads all of it; an empty store gives an empty inventory of the given fabric.</summary>
    public static async Task<InventoryState> LoadAsync(IStore store, Guid newFabric, CancellationToken cancellation)
    {
        // The head is read on both sides of the rest: equal heads mean that no commit came between.
        while (true)
        {
            StoreEntry? head = await store.GetAsync(InventoryKeys.Head, cancellation).ConfigureAwait(false);
            StoreListing objects = await store.ListAsync(InventoryKeys.Objects, cancellation).ConfigureAwait(false);
            StoreListing events = await store.ListAsync(InventoryKeys.Events, cancellation).ConfigureAwait(false);
            StoreEntry? after = await store.GetAsync(InventoryKeys.Head, cancellation).ConfigureAwait(false);
            if (after?.Revision == head?.Revision)
            {
                return Decode(head, objects, events, newFabric);
            }
        }
    }

    private static InventoryState Decode(StoreEntry? head, StoreListing objects, StoreListing events, Guid newFabric)
    {
        InventoryHead value = head is null
            ? new InventoryHead(newFabric, 0, 0, 1, Guid.Empty)
            : InventoryCodec.Decode<InventoryHead>(head.Value);
        ILookup<ObjectKind, IInventoryObject> found = objects.Entries
            .Select(entry => (Kind: InventoryKeys.KindOf(entry.Key), entry.Value))
            .ToLookup(entry => entry.Kind, entry => InventoryCodec.DecodeObject(entry.Kind, entry.Value));
        InventorySnapshot snapshot = new()
        {
            Revision = value.Revision,
            Hosts = ById<HostConfig>(found[ObjectKind.Host]),
            Switches = ById<SwitchConfig>(found[ObjectKind.Switch]),
            PortGroups = ById<PortGroupConfig>(found[ObjectKind.PortGroup]),
            Ports = ById<PortConfig>(found[ObjectKind.Port]),
        };
        ImmutableList<EventRecord> records = [.. events.Entries.Select(entry => InventoryCodec.Decode<EventRecord>(entry.Value))];
        return new InventoryState(snapshot, records, value, head?.Revision ?? 0);
    }

    private static ImmutableDictionary<Guid, T> ById<T>(IEnumerable<IInventoryObject> objects)
        where T : IInventoryObject =>
        objects.Cast<T>().ToImmutableDictionary(item => item.Id);
}
