using System.Collections.Immutable;
using Musubi.Model.Config;
using Musubi.Model.Inventory;

namespace Musubi.Api;

/// <summary>Finds objects that an address names, by id or by exact name.</summary>
internal static class Lookup
{
    public static SwitchConfig? Switch(InventorySnapshot snapshot, string nameOrId) => Find(snapshot.Switches, nameOrId, static s => s.Name);

    public static PortGroupConfig? PortGroup(InventorySnapshot snapshot, string nameOrId) => Find(snapshot.PortGroups, nameOrId, static g => g.Name);

    public static HostConfig? Host(InventorySnapshot snapshot, string nameOrId) => Find(snapshot.Hosts, nameOrId, static h => h.Name);

    /// <summary>Ports have no names.</summary>
    public static PortConfig? Port(InventorySnapshot snapshot, string id) =>
        Guid.TryParse(id, out Guid guid) ? snapshot.Ports.GetValueOrDefault(guid) : null;

    private static T? Find<T>(ImmutableDictionary<Guid, T> objects, string nameOrId, Func<T, string> nameOf)
        where T : class =>
        Guid.TryParse(nameOrId, out Guid id) ? objects.GetValueOrDefault(id) : objects.Values.FirstOrDefault(o => nameOf(o) == nameOrId);
}
