using Musubi.Contracts.Plan;
using Musubi.Io.Memory;
using Musubi.Io.Namespaces;
using Musubi.Io.Packet;
using Musubi.Io.Ports;
using Musubi.Switch.Control;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control;

/// <summary>What the data plane does by itself when links and guests change.</summary>
public sealed class SwitchFailoverTests(ITestOutputHelper output)
{
    /// <summary>
    /// A second of pings, and one that may have been on its way at the end. A tenth of it is what a machine with time to spare shows; what the data
    /// plane did not see by itself would last for as long as the cable is out.
    /// </summary>
    private const int MostLost = (1_000 / Pinging.IntervalMilliseconds) + 1;

    [Fact]
    public void Traffic_moves_to_the_other_uplink_by_itself_when_a_link_is_lost()
    {
        using Bed bed = new(vms: 2);
        using FakeAgent agent = bed.StartAgent();
        Deadline.Until(() => bed.Vms[0].CanReach(Bed.Outside), "the outside is reached");
        Assert.Equal(bed.Uplinks[0].Port.Id, agent.Status(bed.Vms[0].Port).PinnedUplink);

        using Pinging ping = new(bed.Vms[0], Bed.Outside);
        Deadline.Until(() => bed.Counter(bed.Vms[0].Port, "rx-frames") > 20, "pings run");
        bed.Uplinks[0].SetCable(plugged: false);
        UplinkMoved moved = agent.AwaitEvent(SwitchEvent.KindOneofCase.UplinkMoved).UplinkMoved;
        long before = bed.Counter(bed.Vms[0].Port, "tx-frames");
        Deadline.Until(() => bed.Counter(bed.Vms[0].Port, "tx-frames") > before + 30, "replies come over the other uplink");
        (int sent, int received) = ping.Stop();

        output.WriteLine($"{sent - received} of {sent} pings lost, one every {Pinging.IntervalMilliseconds} ms");
        Assert.InRange(sent - received, 0, MostLost);
        Assert.Equal((bed.Uplinks[0].Port.Id, bed.Uplinks[1].Port.Id, 2u), (moved.FromUplink, moved.ToUplink, moved.Ports));
        LinkChanged changed = agent.AwaitEvent(SwitchEvent.KindOneofCase.LinkChanged).LinkChanged;
        Assert.Equal((bed.Uplinks[0].Port.Id, false), (changed.PortId, changed.Up));
        Assert.Equal(bed.Uplinks[1].Port.Id, agent.Status(bed.Vms[0].Port).PinnedUplink);
    }

    [Fact]
    public void A_link_loss_is_survived_without_an_agent_and_told_to_the_next_one()
    {
        using Bed bed = new(vms: 1);
        bed.StartAgent().Dispose();
        Deadline.Until(() => bed.Vms[0].CanReach(Bed.Outside), "the outside is reached");
        bed.Uplinks[0].SetCable(plugged: false);
        Deadline.Until(() => bed.Vms[0].CanReach(Bed.Outside), "the other uplink carries");

        using FakeAgent next = new(bed.RunDirectory);
        Assert.Equal(1UL, next.Welcome.Generation);
        Assert.Equal(bed.Uplinks[1].Port.Id, next.AwaitEvent(SwitchEvent.KindOneofCase.UplinkMoved).UplinkMoved.ToUplink);
        bed.Uplinks[0].SetCable(plugged: true);
        Assert.Equal(bed.Uplinks[0].Port.Id, next.AwaitEvent(SwitchEvent.KindOneofCase.UplinkMoved).UplinkMoved.ToUplink);
    }

    [Fact]
    public void A_new_port_and_a_moved_port_are_announced_to_the_physical_network()
    {
        using Bed bed = new(vms: 1, change: vnic => vnic.Vlan = new VlanSettings { Access = 20 });
        using PacketPort wire = Listen(bed);
        using FakeAgent agent = bed.StartAgent();
        Assert.True(HearsAnnouncement(wire, bed.Vms[0].Mac, 20), "no announcement of a new port");
        Deadline.Until(() => agent.Count("announcements-sent") == 3, "the announcement is repeated twice");
        Assert.True(HearsAnnouncement(wire, bed.Vms[0].Mac, 20), "no repetition");
        Drain(wire);

        bed.Uplinks[0].SetCable(plugged: false);
        Assert.True(HearsAnnouncement(wire, bed.Vms[0].Mac, 20), "no announcement of a moved port");
    }

    [Fact]
    public void A_plan_that_changes_nothing_announces_nothing()
    {
        using Bed bed = new(vms: 1);
        using FakeAgent agent = bed.StartAgent();
        Deadline.Until(() => agent.Count("announcements-sent") == 3, "the new port is announced");
        agent.Apply(bed.Plan());
        Assert.True(bed.Vms[0].CanReach(Bed.Outside));
        Assert.Equal(3UL, agent.Count("announcements-sent"));
    }

    [Fact]
    public void A_mac_that_the_guest_takes_becomes_effective_and_is_told_where_changes_are_accepted()
    {
        using Bed bed = new(vms: 2, change: vnic => vnic.Security.MacChanges = true);
        using FakeAgent agent = bed.StartAgent();
        bed.Vms[0].Namespace.Ip("link", "set", "eth0", "address", "02:00:00:00:99:01");
        Deadline.Until(() => bed.Vms[0].CanReach(bed.Vms[1].Address), "the guest is reached under its new address");
        EffectiveMacChanged changed = agent.AwaitEvent(SwitchEvent.KindOneofCase.EffectiveMacChanged).EffectiveMacChanged;
        Assert.Equal(bed.Vms[0].Port.Id, changed.PortId);
        Assert.Equal(Convert.FromHexString("020000009901"), changed.Mac.ToByteArray());
        Assert.Equal(changed.Mac, agent.Status(bed.Vms[0].Port).EffectiveMac);
    }

    private static PacketPort Listen(Bed bed)
    {
        using NetworkNamespace place = NetworkNamespace.OpenNamed(bed.OutsideNamespace.Name);
        int index = int.Parse(bed.OutsideNamespace.Execute("cat", "/sys/class/net/eth0/ifindex"), System.Globalization.CultureInfo.InvariantCulture);
        return place.Run(() => new PacketPort(PacketSocket.Open(index)));
    }

    private static bool HearsAnnouncement(PacketPort wire, byte[] mac, ushort vlan)
    {
        using FrameArena arena = new(1);
        ReceivedFrame[] frames = new ReceivedFrame[1];
        return Deadline.Within(Deadline.Limit, () =>
        {
            while (wire.Receive(frames, arena) == 1)
            {
                if (IsAnnouncement(frames[0], mac, vlan))
                {
                    return true;
                }
            }

            return false;
        });
    }

    private static bool IsAnnouncement(ReceivedFrame frame, byte[] mac, ushort vlan)
    {
        ReadOnlySpan<byte> bytes = frame.Data.Span;
        return bytes.Length >= 14 && bytes[12] == RarpFrame.EtherType >> 8 && bytes[13] == (RarpFrame.EtherType & 0xff)
            && bytes[6..12].SequenceEqual(mac) && (frame.StrippedTag & 0xfff) == vlan;
    }

    private static void Drain(PacketPort wire)
    {
        using FrameArena arena = new(1);
        ReceivedFrame[] frames = new ReceivedFrame[1];
        while (wire.Receive(frames, arena) == 1)
        {
        }
    }
}
