using Musubi.Contracts.Plan;

namespace Musubi.Switch.Control.Multicast;

/// <summary>Which VLANs a vNIC has to do with, by its settings in a valid plan.</summary>
internal static class PortVlans
{
    public static bool IsTrunk(PlannedPort port) => port.Vnic.Vlan.ModeCase == VlanSettings.ModeOneofCase.Trunk;

    /// <summary>The VLAN of a port that is no trunk; of a private VLAN the primary.</summary>
    public static int Home(PlannedPort port) => port.Vnic.Vlan.ModeCase switch
    {
        VlanSettings.ModeOneofCase.Access => (int)port.Vnic.Vlan.Access,
        VlanSettings.ModeOneofCase.Private => (int)port.Vnic.Vlan.Private.Primary,
        _ => 0,
    };

    /// <summary>Of a port that is no trunk, all VLANs in which it sends or hears.</summary>
    public static IEnumerable<int> All(PlannedPort port) => port.Vnic.Vlan.Private is { } inPrivate
        ? inPrivate.Hears.Append(inPrivate.Sends).Select(vlan => (int)vlan)
        : [Home(port)];

    /// <summary>The VLAN that the port's own frames of a zone have on the wire.</summary>
    public static int OnWire(PlannedPort port, int tag) => IsTrunk(port) ? tag : (int)(port.Vnic.Vlan.Private?.Sends ?? (uint)Home(port));

    public static bool Carries(PlannedPort trunk, int vlan) => trunk.Vnic.Vlan.Trunk.Ranges.Any(range => range.First <= vlan && vlan <= range.Last);
}
