using Musubi.Switch.Forwarding;
using Musubi.Switch.Tests.Forwarding.Testbed;
using static Musubi.Switch.Tests.Forwarding.DeliveryAssert;
using static Musubi.Switch.Tests.Forwarding.Testbed.Frames;

namespace Musubi.Switch.Tests.Forwarding;

/// <summary>Rules 1 and 3: what a vNIC sends.</summary>
public abstract class LocalForwardingTests(PortKind kind)
{
    [Fact]
    public void A_known_destination_gets_the_frame_alone()
    {
        PlanBuilder plan = new();
        int uplink = plan.Uplink();
        int a = plan.Vnic(Vlan.Access(10));
        int b = plan.Vnic(Vlan.Access(10));
        int c = plan.Vnic(Vlan.Access(10));
        using PipelineBench bench = plan.Build(kind);
        ReceivedBy(bench, a, Make(MacOf(b), MacOf(a)), b);
        ReceivedBy(bench, c, Make(MacOf(a), MacOf(c)), a);
        Assert.Empty(bench.Ports[uplink].Offered);
    }

    [Theory]
    [InlineData(Broadcast)]
    [InlineData(Multicast)]
    public void A_group_frame_reaches_every_other_port_of_the_vlan_and_one_uplink(ulong group)
    {
        PlanBuilder plan = new();
        int first = plan.Uplink();
        plan.Uplink();
        int a = plan.Vnic(Vlan.Access(10));
        int b = plan.Vnic(Vlan.Access(10));
        int trunk = plan.Vnic(Vlan.Trunk((5, 15)));
        plan.Vnic(Vlan.Access(20));
        plan.Vnic(Vlan.None);
        plan.Vnic(Vlan.Trunk((0, 9), (11, 4094)));
        using PipelineBench bench = plan.Build(kind);
        ReceivedBy(bench, a, Make(group, MacOf(a)), first, b, trunk);
    }

    [Fact]
    public void An_unknown_destination_leaves_by_the_pinned_uplink_only()
    {
        PlanBuilder plan = new();
        plan.Uplink();
        int second = plan.Uplink();
        int a = plan.Vnic(Vlan.Access(10), vnic => vnic.Teaming.Active.RemoveAt(0));
        plan.Vnic(Vlan.Access(10));
        using PipelineBench bench = plan.Build(kind);
        ReceivedBy(bench, a, Make(Outside, MacOf(a)), second);
    }

    [Fact]
    public void A_mac_of_another_vlan_or_switch_is_unknown()
    {
        PlanBuilder plan = new();
        int uplink = plan.Uplink();
        int a = plan.Vnic(Vlan.Access(10));
        int otherVlan = plan.Vnic(Vlan.Access(20));
        plan.AddSwitch(2);
        int otherSwitch = plan.Vnic(Vlan.Access(10), switchKey: 2);
        using PipelineBench bench = plan.Build(kind);
        ReceivedBy(bench, a, Make(MacOf(otherVlan), MacOf(a)), uplink);
        ReceivedBy(bench, a, Make(MacOf(otherSwitch), MacOf(a)), uplink);
    }

    [Fact]
    public void A_frame_to_its_own_sender_is_dropped_and_promiscuous_ports_hear_it()
    {
        PlanBuilder plan = new();
        plan.Uplink();
        int a = plan.Vnic(Vlan.Access(10));
        using PipelineBench alone = plan.Build(kind);
        Dropped(alone, a, Make(MacOf(a), MacOf(a)), DropReason.Hairpin);
        int watcher = plan.Vnic(Vlan.Access(10), vnic => vnic.Security.Promiscuous = true);
        using PipelineBench watched = plan.Build(kind);
        ReceivedBy(watched, a, Make(MacOf(a), MacOf(a)), watcher);
        Assert.Equal(1, watched.Drops(a, DropReason.Hairpin));
    }

    [Fact]
    public void Without_an_eligible_uplink_local_copies_go_on_and_the_loss_is_counted_at_the_sender()
    {
        PlanBuilder plan = new();
        int uplink = plan.Uplink();
        int a = plan.Vnic(Vlan.Access(10));
        int b = plan.Vnic(Vlan.Access(10));
        using PipelineBench bench = plan.Build(kind);
        bench.SetLink(uplink, false);
        Dropped(bench, a, Make(Outside, MacOf(a)), DropReason.NoUplink);
        ReceivedBy(bench, a, Make(Broadcast, MacOf(a)), b);
        Assert.Equal(2, bench.Drops(a, DropReason.NoUplink));
        ReceivedBy(bench, a, Make(MacOf(b), MacOf(a)), b);
    }

    [Fact]
    public void A_port_without_descriptor_owns_nothing_and_hears_nothing()
    {
        PlanBuilder plan = new();
        int uplink = plan.Uplink();
        int a = plan.Vnic(Vlan.Access(10));
        int b = plan.Vnic(Vlan.Access(10));
        using PipelineBench bench = plan.Build(kind);
        bench.SetRunning(b, false);
        ReceivedBy(bench, a, Make(MacOf(b), MacOf(a)), uplink);
        ReceivedBy(bench, a, Make(Broadcast, MacOf(a)), uplink);
        Dropped(bench, uplink, Make(MacOf(b), Outside, [10]), DropReason.UnknownUnicast);
    }

    [Fact]
    public void Of_the_reserved_group_addresses_only_those_of_BPDUs_pass_from_a_vnic()
    {
        PlanBuilder plan = new();
        int uplink = plan.Uplink();
        int a = plan.Vnic(Vlan.None);
        int b = plan.Vnic(Vlan.None);
        using PipelineBench bench = plan.Build(kind);
        ReceivedBy(bench, a, Make(0x0180_c200_0000, MacOf(a)), uplink, b);
        Dropped(bench, a, Make(0x0180_c200_000e, MacOf(a)), DropReason.ReservedGroup);
    }

    public sealed class OverMemory() : LocalForwardingTests(PortKind.Memory);

    public sealed class OverTap() : LocalForwardingTests(PortKind.Tap);

    public sealed class OverPacket() : LocalForwardingTests(PortKind.Packet);

    public sealed class OverVhostUser() : LocalForwardingTests(PortKind.VhostUser);

    public sealed class OverXdp() : LocalForwardingTests(PortKind.Xdp);
}
