using Musubi.Model.Config;
using Musubi.Model.Inventory;

namespace Musubi.Controller.Inventory;

/// <summary>Names of objects for people. Pure.</summary>
internal static class ObjectNames
{
    /// <summary>By kind and name, such as "port 12 of dvs"; the id of an object that is not in the inventory.</summary>
    public static string Of(Guid id, InventorySnapshot snapshot)
    {
        if (snapshot.Ports.TryGetValue(id, out PortConfig? port))
        {
            return $"port {port.Number} of {SwitchOf(port, snapshot)}";
        }

        return snapshot.Switches.TryGetValue(id, out SwitchConfig? owner) ? $"switch {owner.Name}" : id.ToString();
    }

    /// <summary>The name of a port's switch.</summary>
    public static string SwitchOf(PortConfig port, InventorySnapshot snapshot) =>
        snapshot.PortGroups.TryGetValue(port.PortGroupId, out PortGroupConfig? portGroup)
        && snapshot.Switches.TryGetValue(portGroup.SwitchId, out SwitchConfig? owner) ? owner.Name : "a deleted switch";
}
