using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Tests.Forwarding.Testbed;
using static Musubi.Switch.Tests.Forwarding.DeliveryAssert;
using static Musubi.Switch.Tests.Forwarding.Testbed.Frames;

namespace Musubi.Switch.Tests.Forwarding;

/// <summary>Promiscuous, MAC changes, forged transmits, blocked.</summary>
public abstract class SecurityPolicyTests(PortKind kind)
{
    private const ulong Other = 0x02aa_0000_0001;

    /// <summary>What a frame from another MAC than the configured one does, where nobody tells the guest's MAC.</summary>
    [Theory]
    [InlineData(false, false, false, false)]
    [InlineData(false, true, true, false)]
    [InlineData(true, false, true, true)]
    [InlineData(true, true, true, true)]
    public void An_unknown_source_is_a_mac_change_where_those_are_accepted_and_forged_elsewhere(bool macChanges, bool forged, bool passes, bool taken)
    {
        (PipelineBench bench, int uplink, int port) = World(vnic => vnic.Security = new SecuritySettings { MacChanges = macChanges, ForgedTransmits = forged });
        using (bench)
        {
            Assert.Equal(taken ? Other : 0, bench.Receive(port, [Make(Outside, Other)]));
            Assert.Equal(passes ? 1 : 0, bench.Ports[uplink].Offered.Count);
            Assert.Equal(passes ? 0 : 1, bench.Drops(port, DropReason.ForgedTransmit));
            Assert.Equal(taken ? Other : MacOf(port), bench.Plan.Ports[port].EffectiveMac);
        }
    }

    [Fact]
    public void A_mac_that_was_taken_is_found_and_the_configured_one_no_longer()
    {
        (PipelineBench bench, int uplink, int port) = World(vnic => vnic.Security.MacChanges = true);
        using (bench)
        {
            bench.Receive(port, [Make(Outside, Other)]);
            ReceivedBy(bench, uplink, Make(Other, Outside), port);
            Dropped(bench, uplink, Make(MacOf(port), Outside), DropReason.UnknownUnicast);
            Assert.Equal(MacOf(port), bench.Receive(port, [Make(Outside, MacOf(port))]));
            ReceivedBy(bench, uplink, Make(MacOf(port), Outside), port);
        }
    }

    /// <summary>The guest's MAC is told: what may be sent with and what is delivered.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void A_mac_that_the_guest_is_known_to_have_counts_only_where_changes_are_accepted(bool accepted, bool effective)
    {
        (PipelineBench bench, int uplink, int port) = World(vnic =>
        {
            vnic.GuestMac = PlanBuilder.Mac(Other);
            vnic.Security.MacChanges = accepted;
        });
        using (bench)
        {
            if (effective)
            {
                ReceivedBy(bench, uplink, Make(Other, Outside), port);
                ReceivedBy(bench, port, Make(Outside, Other), uplink);
                Dropped(bench, port, Make(Outside, MacOf(port)), DropReason.ForgedTransmit);
            }
            else
            {
                Dropped(bench, uplink, Make(MacOf(port), Outside), DropReason.MacChangeRejected, port);
                Dropped(bench, uplink, Make(Broadcast, Outside), DropReason.MacChangeRejected, port);
                Dropped(bench, port, Make(Outside, Other), DropReason.ForgedTransmit);
                ReceivedBy(bench, port, Make(Outside, MacOf(port)), uplink);
            }
        }
    }

    [Fact]
    public void Inbound_starts_again_when_the_guest_goes_back_to_its_configured_mac()
    {
        (PipelineBench bench, int uplink, int port) = World(vnic => vnic.GuestMac = PlanBuilder.Mac(MacOf(1)));
        using (bench)
        {
            ReceivedBy(bench, uplink, Make(MacOf(port), Outside), port);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Broadcast)]
    [InlineData(Multicast)]
    public void A_source_that_nobody_can_have_is_dropped_even_where_forged_ones_pass(ulong source)
    {
        (PipelineBench bench, _, int port) = World(vnic => vnic.Security = new SecuritySettings { MacChanges = true, ForgedTransmits = true });
        using (bench)
        {
            Dropped(bench, port, Make(Outside, source), DropReason.InvalidSource);
        }
    }

    [Fact]
    public void A_mac_stays_with_the_port_that_it_was_given_to()
    {
        PlanBuilder plan = new();
        int uplink = plan.Uplink();
        int thief = plan.Vnic(Vlan.Access(10), vnic => vnic.Security.MacChanges = true);
        int access = plan.Vnic(Vlan.Access(10));
        int trunk = plan.Vnic(Vlan.Trunk((10, 20)));
        using PipelineBench bench = plan.Build(kind);
        bench.Receive(thief, [Make(Outside, MacOf(access))]);
        ReceivedBy(bench, uplink, Make(MacOf(access), Outside, [10]), access);
        bench.Receive(thief, [Make(Outside, MacOf(trunk))]);
        ReceivedBy(bench, uplink, Make(MacOf(trunk), Outside, [10]), trunk);
    }

    [Fact]
    public void A_promiscuous_port_hears_all_of_its_vlan_and_nothing_else()
    {
        PlanBuilder plan = new();
        int uplink = plan.Uplink();
        int a = plan.Vnic(Vlan.Access(10));
        int b = plan.Vnic(Vlan.Access(10));
        int watcher = plan.Vnic(Vlan.Access(10), vnic => vnic.Security.Promiscuous = true);
        plan.Vnic(Vlan.Access(20), vnic => vnic.Security.Promiscuous = true);
        using PipelineBench bench = plan.Build(kind);
        ReceivedBy(bench, a, Make(MacOf(b), MacOf(a)), b, watcher);
        ReceivedBy(bench, a, Make(Outside, MacOf(a)), uplink, watcher);
        ReceivedBy(bench, a, Make(Broadcast, MacOf(a)), uplink, b, watcher);
        ReceivedBy(bench, a, Make(MacOf(watcher), MacOf(a)), watcher);
        ReceivedBy(bench, watcher, Make(MacOf(b), MacOf(watcher)), b);
        ReceivedBy(bench, uplink, Make(MacOf(b), Outside, [10]), b, watcher);
    }

    [Fact]
    public void A_blocked_port_neither_sends_nor_receives()
    {
        PlanBuilder plan = new();
        int uplink = plan.Uplink();
        int a = plan.Vnic(Vlan.Access(10));
        int blocked = plan.Vnic(Vlan.Access(10), vnic => vnic.Blocked = true);
        using PipelineBench bench = plan.Build(kind);
        Dropped(bench, blocked, Make(MacOf(a), MacOf(blocked)), DropReason.Blocked);
        Dropped(bench, a, Make(MacOf(blocked), MacOf(a)), DropReason.Blocked, blocked);
        Dropped(bench, uplink, Make(MacOf(blocked), Outside, [10]), DropReason.Blocked, blocked);
        ReceivedBy(bench, a, Make(Broadcast, MacOf(a)), uplink);
    }

    private (PipelineBench Bench, int Uplink, int Port) World(Action<VnicRole> change)
    {
        PlanBuilder plan = new();
        int uplink = plan.Uplink();
        int port = plan.Vnic(Vlan.None, change);
        return (plan.Build(kind), uplink, port);
    }

    public sealed class OverMemory() : SecurityPolicyTests(PortKind.Memory);

    public sealed class OverTap() : SecurityPolicyTests(PortKind.Tap);

    public sealed class OverPacket() : SecurityPolicyTests(PortKind.Packet);

    public sealed class OverVhostUser() : SecurityPolicyTests(PortKind.VhostUser);

    public sealed class OverXdp() : SecurityPolicyTests(PortKind.Xdp);
}
