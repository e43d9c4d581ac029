using System.Globalization;
using Musubi.Contracts.Plan;
using Musubi.Io.Memory;
using Musubi.Io.Namespaces;
using Musubi.Io.Native;
using Musubi.Io.Packet;
using Musubi.Io.Ports;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control.PhysicalSwitch;

/// <summary>Beside Open vSwitch's rapid spanning tree (802.1D-2004): the host takes no part in it, guests do not when they may not, and failback waits for it.</summary>
public sealed class PhysicalTreeTests
{
    /// <summary>A bridge with this priority and address is better than any that has the default priority.</summary>
    private const string GuestRoot = "0.000.020000000001";

    [Fact]
    public void Two_uplinks_into_one_switch_are_no_loop_to_its_spanning_tree()
    {
        using PhysicalBed bed = Build(out Vm vm);
        Deadline.Until(() => bed.Hosts[0].Uplinks.All(uplink => Role(bed, uplink) == "Designated" && State(bed, uplink) == "Forwarding"), "both ports forward");
        Assert.Equal(0, bed.Hosts[0].Counter(vm.Port, "rx-frames"));
        Assert.All(bed.Hosts[0].Uplinks, uplink => Assert.True(bed.Hosts[0].Counter(uplink.Port, "rx-frames") > 0, "the tree speaks to the uplink"));
    }

    [Fact]
    public void A_guest_becomes_no_root_where_its_BPDUs_are_filtered()
    {
        using PhysicalBed bed = Build(out Vm vm, vnic => vnic.Guards = new GuardSettings { BpduFilter = true });
        using PacketPort nic = Open(vm);
        string root = Root(bed);
        Deadline.Until(
            () =>
            {
                SendBpdu(nic);
                return bed.Hosts[0].Counter(vm.Port, "drop-bpdu-filtered") >= 3;
            },
            "BPDUs are dropped");
        Assert.Equal(root, Root(bed));

        vm.Port.Vnic.Guards = null;
        bed.Hosts[0].Apply();
        Deadline.Until(
            () =>
            {
                SendBpdu(nic);
                return Root(bed).Contains(GuestRoot, StringComparison.Ordinal);
            },
            $"the guest's bridge is the root: {Root(bed)}");
    }

    [Fact]
    public void A_guest_loses_nothing_when_its_uplink_comes_back_to_a_port_that_does_not_forward_yet()
    {
        using PhysicalBed bed = Build(out Vm vm, vnic => vnic.Teaming.FailbackDelayMilliseconds = 8_000);
        PhysicalHost host = bed.Hosts[0];
        Vm station = bed.Hosts[1].AddVm(2, _ => { });
        bed.Hosts[1].Apply();
        Deadline.Until(() => bed.Hosts.SelectMany(one => one.Uplinks).All(uplink => State(bed, uplink) == "Forwarding"), "all ports forward");
        Assert.True(vm.CanReach(station.Address));
        host.Uplinks[0].SetCable(plugged: false);
        host.Agent.AwaitEvent(SwitchEvent.KindOneofCase.UplinkMoved, moved => moved.UplinkMoved.ToUplink == host.Uplinks[1].Port.Id);
        Assert.True(vm.CanReach(station.Address));
        using Pinging ping = new(vm, station.Address);
        host.Uplinks[0].SetCable(plugged: true);
        Deadline.Until(() => State(bed, host.Uplinks[0]) is "Discarding" or "Learning", "the port that came back does not forward yet");
        Deadline.Until(() => State(bed, host.Uplinks[0]) == "Forwarding", "it does");
        host.Agent.AwaitEvent(SwitchEvent.KindOneofCase.UplinkMoved, moved => moved.UplinkMoved.ToUplink == host.Uplinks[0].Port.Id);
        Assert.True(vm.CanReach(station.Address));
        (int sent, int received) = ping.Stop();
        Assert.True(sent - received <= 1, $"{sent - received} of {sent} pings were lost: one may have been under way when they ended");
    }

    private static PhysicalBed Build(out Vm vm, Action<VnicRole>? change = null)
    {
        PhysicalBed bed = new(hosts: 2, uplinks: 2);
        bed.Switch.Configure("set", "bridge", "br0", "rstp_enable=true", "other_config:rstp-forward-delay=4");
        vm = bed.Hosts[0].AddVm(1, change ?? (_ => { }));
        bed.Hosts[0].Apply();
        return bed;
    }

    private static PacketPort Open(Vm vm)
    {
        int index = int.Parse(vm.InterfaceIndex, CultureInfo.InvariantCulture);
        using NetworkNamespace place = NetworkNamespace.OpenNamed(vm.Namespace.Name);
        return place.Run(() => new PacketPort(PacketSocket.Open(index)));
    }

    private static string Root(PhysicalBed bed) => Of(bed.Switch.Configure("get", "bridge", "br0", "rstp_status"), "rstp_root_id");

    private static string Role(PhysicalBed bed, Uplink uplink) => Of(bed.Switch.Configure("get", "port", uplink.FarName, "rstp_status"), "rstp_port_role");

    private static string State(PhysicalBed bed, Uplink uplink) => Of(bed.Switch.Configure("get", "port", uplink.FarName, "rstp_status"), "rstp_port_state");

    /// <summary>From {key=value, key="value"}.</summary>
    private static string Of(string status, string key) =>
        status.Trim('{', '}', '\n').Split(", ").FirstOrDefault(pair => pair.StartsWith(key + "=", StringComparison.Ordinal))?[(key.Length + 1)..].Trim('"') ?? "";

    /// <summary>A rapid spanning tree BPDU (802.1D-2004, 9.3.3) of a bridge that is the root and has priority 0.</summary>
    private static void SendBpdu(PacketPort nic)
    {
        byte[] bpdu =
        [
            0x42, 0x42, 0x03, 0x00, 0x00, 0x02, 0x02, 0x3c,
            0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00,
            0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01, 0x80, 0x01,
            0x00, 0x00, 0x14, 0x00, 0x02, 0x00, 0x04, 0x00, 0x00,
        ];
        using FrameArena arena = new(1);
        arena.Buffer(0)[..46].Clear();
        bpdu.CopyTo(arena.Buffer(0));
        TransmitFrame[] frames = [new TransmitFrame { HeaderLength = FrameHeader.Untagged, Payload = arena.Slice(0, 0, 46) }];
        frames[0].Header.Write(0x0180_c200_0000, 0x0200_0000_0001, (ushort)bpdu.Length);
        TransmitTally tally = default;
        nic.Transmit(frames, ref tally);
        Assert.Equal(1, tally.Sent);
    }
}
