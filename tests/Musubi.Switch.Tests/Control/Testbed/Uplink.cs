using Musubi.Contracts.Plan;
using Musubi.Io.Namespaces;
using Musubi.Io.Native;
using Musubi.Io.Netlink;
using Musubi.Io.Packet;
using Musubi.Io.Xdp;

namespace Musubi.Switch.Tests.Control.Testbed;

/// <summary>A NIC of the host: one end of a veth whose other end is a port of the physical network's bridge, or of whatever else is there.</summary>
internal sealed class Uplink : IDisposable
{
    private readonly Namespace _physical;
    private readonly int _number;

    public Uplink(int number, Namespace host, Namespace physical, bool bridged = true)
    {
        (_number, _physical) = (number, physical);
        host.Ip("link", "add", $"u{number}", "type", "veth", "peer", "name", $"p{number}", "netns", physical.Name);
        host.Ip("link", "set", $"u{number}", "promisc", "on", "up");
        physical.Ip(["link", "set", $"p{number}", .. bridged ? (string[])["master", "br0"] : [], "up"]);
        int index = int.Parse(host.Execute("cat", $"/sys/class/net/u{number}/ifindex"), System.Globalization.CultureInfo.InvariantCulture);
        Mac = Convert.FromHexString(host.Execute("cat", $"/sys/class/net/u{number}/address").Trim().Replace(":", "", StringComparison.Ordinal));
        using NetworkNamespace place = NetworkNamespace.OpenNamed(host.Name);
        Descriptor = place.Run(() => PacketSocket.Open(index));
        Port = new PlannedPort
        {
            Id = new Guid(number, 2, 0, new byte[8]).ToString("D"),
            Incarnation = 1,
            SwitchKey = 1,
            Name = $"u{number}",
            Attachment = new Attachment { PacketDevice = new PacketDevice { InterfaceIndex = index, InterfaceName = $"u{number}" } },
            Uplink = new UplinkRole { UplinkName = $"Uplink {number}" },
        };
    }

    public PlannedPort Port { get; }

    public FileDescriptor Descriptor { get; }

    /// <summary>The interface at the far end.</summary>
    public string FarName => $"p{_number}";

    /// <summary>The NIC's own, 6 bytes.</summary>
    public byte[] Mac { get; }

    /// <summary>The same NIC by AF_XDP; the far end sends as a real NIC would, with tags in the bytes and checksums filled in.</summary>
    public (PlannedPort Port, XdpUplink Uplink) OpenXdp(Namespace host)
    {
        using NetworkNamespace far = NetworkNamespace.OpenNamed(_physical.Name);
        far.Run(() => Ethtool.SetOffloads($"p{_number}", NicOffloads.None));
        using NetworkNamespace place = NetworkNamespace.OpenNamed(host.Name);
        PacketDevice nic = Port.Attachment.PacketDevice;
        using RouteClient routes = RouteClient.OpenIn(place);
        XdpUplink uplink = place.Run(() => XdpUplink.Open(routes, nic.InterfaceIndex, nic.InterfaceName, XdpShape.Default));
        PlannedPort planned = Port.Clone();
        planned.Incarnation++;
        planned.Attachment = new Attachment
        {
            XdpDevice = new XdpDevice
            {
                InterfaceIndex = nic.InterfaceIndex,
                InterfaceName = nic.InterfaceName,
                Queues = (uint)uplink.Queues.Count,
                FrameBytes = (uint)XdpShape.Default.FrameBytes,
                Frames = (uint)XdpShape.Default.Frames,
            },
        };
        return (planned, uplink);
    }

    /// <summary>Pulls the cable, or plugs it in again: the host's side loses its carrier.</summary>
    public void SetCable(bool plugged) => _physical.Ip("link", "set", $"p{_number}", plugged ? "up" : "down");

    public void Dispose() => Descriptor.Dispose();
}
