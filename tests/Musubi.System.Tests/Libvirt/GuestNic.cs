namespace Musubi.SystemTests.Libvirt;

/// <summary>The one NIC of a libvirt guest, as XML.</summary>
/// <param name="Mac">Its address.</param>
/// <param name="PortGroup">What the domain's metadata says.</param>
/// <param name="Interface">Element of the domain's devices.</param>
/// <param name="Memory">Element of the domain; empty where QEMU keeps its memory to itself.</param>
/// <param name="Override">Element of the domain, or empty.</param>
internal sealed record GuestNic(string Mac, string PortGroup, string Interface, string Memory = "", string Override = "")
{
    /// <summary>QEMU listens. Without hardware virtualisation this QEMU cannot give a vhost-user NIC its interrupt vectors.</summary>
    public static GuestNic VhostUser(string mac, string portGroup, string socket) => new(
        mac,
        portGroup,
        $"""
        <interface type='vhostuser'>
          <mac address='{mac}'/><source type='unix' path='{socket}' mode='server'/><model type='virtio'/><alias name='ua-nic0'/>
        </interface>
        """,
        "<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>",
        """
        <qemu:override>
          <qemu:device alias='ua-nic0'><qemu:frontend><qemu:property name='vectors' type='unsigned' value='0'/></qemu:frontend></qemu:device>
        </qemu:override>
        """);

    /// <param name="managed">libvirt makes the TAP (yes), or finds it (no).</param>
    public static GuestNic Tap(string mac, string portGroup, string device, string managed = "no") => new(
        mac,
        portGroup,
        $"<interface type='ethernet'><mac address='{mac}'/><target dev='{device}' managed='{managed}'/><model type='virtio'/></interface>");
}
