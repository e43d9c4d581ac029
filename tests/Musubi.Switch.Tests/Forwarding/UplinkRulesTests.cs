using Musubi.Switch.Forwarding;
using Musubi.Switch.Tests.Forwarding.Testbed;
using static Musubi.Switch.Tests.Forwarding.DeliveryAssert;
using static Musubi.Switch.Tests.Forwarding.Testbed.Frames;

namespace Musubi.Switch.Tests.Forwarding;

/// <summary>Rules 2, 4 and 5: what comes from the wire.</summary>
public abstract class UplinkRulesTests
{
    private readonly PortKind _kind;
    private readonly PlanBuilder _plan = new();
    private readonly int _left;
    private readonly int _right;
    private readonly int _onLeft;
    private readonly int _onRight;

    protected UplinkRulesTests(PortKind kind)
    {
        _kind = kind;
        _left = _plan.Uplink();
        _right = _plan.Uplink();
        _onLeft = _plan.Vnic(Vlan.Access(10));
        _onRight = _plan.Vnic(Vlan.Access(10), vnic => vnic.Teaming.Active.RemoveAt(0));
    }

    [Fact]
    public void A_known_destination_is_reached_through_its_own_uplink_only()
    {
        using PipelineBench bench = _plan.Build(_kind);
        ReceivedBy(bench, _left, Make(MacOf(_onLeft), Outside, [10]), _onLeft);
        ReceivedBy(bench, _right, Make(MacOf(_onRight), Outside, [10]), _onRight);
        Dropped(bench, _right, Make(MacOf(_onLeft), Outside, [10]), DropReason.NotPinnedUplink, _onLeft);
    }

    [Fact]
    public void A_broadcast_that_arrives_on_both_uplinks_reaches_each_port_once_and_no_uplink()
    {
        using PipelineBench bench = _plan.Build(_kind);
        ReceivedBy(bench, _left, Make(Broadcast, Outside, [10]), _onLeft);
        ReceivedBy(bench, _right, Make(Broadcast, Outside, [10]), _onRight);
        Assert.Equal(1, bench.Drops(_onLeft, DropReason.NotPinnedUplink));
        Assert.Equal(1, bench.Drops(_onRight, DropReason.NotPinnedUplink));
    }

    [Fact]
    public void Our_own_broadcast_reflected_is_dropped_on_every_uplink()
    {
        using PipelineBench bench = _plan.Build(_kind);
        Dropped(bench, _left, Make(Broadcast, MacOf(_onLeft), [10]), DropReason.Reflected);
        Dropped(bench, _right, Make(Broadcast, MacOf(_onLeft), [10]), DropReason.Reflected);
    }

    [Fact]
    public void A_local_mac_is_no_reflection_in_another_vlan()
    {
        int other = _plan.Vnic(Vlan.Access(20));
        using PipelineBench bench = _plan.Build(_kind);
        ReceivedBy(bench, _left, Make(Broadcast, MacOf(_onLeft), [20]), other);
    }

    [Fact]
    public void A_mute_port_owns_no_mac_so_its_source_still_speaks_with_it()
    {
        int mute = _plan.Vnic(Vlan.Access(10), vnic => vnic.Mute = true);
        using PipelineBench bench = _plan.Build(_kind);
        ReceivedBy(bench, _left, Make(Broadcast, MacOf(mute), [10]), _onLeft);
        Dropped(bench, _left, Make(MacOf(mute), Outside, [10]), DropReason.UnknownUnicast);
        Dropped(bench, mute, Make(Outside, MacOf(mute)), DropReason.Mute);
        ReceivedBy(bench, _onLeft, Make(MacOf(mute), MacOf(_onLeft)), _left);
    }

    [Fact]
    public void Unknown_unicast_reaches_promiscuous_ports_or_nobody()
    {
        using (PipelineBench bench = _plan.Build(_kind))
        {
            Dropped(bench, _left, Make(0x3c00_0000_0009, Outside, [10]), DropReason.UnknownUnicast);
        }

        int watcher = _plan.Vnic(Vlan.Access(10), vnic => vnic.Security.Promiscuous = true);
        using PipelineBench watched = _plan.Build(_kind);
        ReceivedBy(watched, _left, Make(0x3c00_0000_0009, Outside, [10]), watcher);
        Dropped(watched, _right, Make(0x3c00_0000_0009, Outside, [10]), DropReason.NotPinnedUplink, watcher);
    }

    [Fact]
    public void A_vlan_without_local_ports_is_dropped()
    {
        using PipelineBench bench = _plan.Build(_kind);
        Dropped(bench, _left, Make(Broadcast, Outside, [11]), DropReason.VlanNotPresent);
        Dropped(bench, _left, Make(Broadcast, Outside), DropReason.VlanNotPresent);
        Dropped(bench, _left, Make(Broadcast, Outside, [4095]), DropReason.VlanNotPresent);
    }

    [Theory]
    [InlineData(0x0180_c200_0000, true)]
    [InlineData(0x0180_c200_000f, true)]
    [InlineData(0x0180_c200_0010, false)]
    [InlineData(0x0180_c1ff_ffff, false)]
    public void Only_the_sixteen_reserved_group_addresses_are_dropped(ulong group, bool reserved)
    {
        using PipelineBench bench = _plan.Build(_kind);
        if (reserved)
        {
            Dropped(bench, _left, Make(group, Outside, [10]), DropReason.ReservedGroup);
        }
        else
        {
            ReceivedBy(bench, _left, Make(group, Outside, [10]), _onLeft);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Multicast)]
    [InlineData(Broadcast)]
    public void A_source_that_nobody_can_have_is_dropped(ulong source)
    {
        using PipelineBench bench = _plan.Build(_kind);
        Dropped(bench, _left, Make(Broadcast, source, [10]), DropReason.InvalidSource);
    }

    [Fact]
    public void After_a_failover_the_other_uplink_is_heard_at_once()
    {
        using PipelineBench bench = _plan.Build(_kind);
        bench.SetLink(_left, false);
        ReceivedBy(bench, _right, Make(Broadcast, Outside, [10]), _onLeft, _onRight);
        ReceivedBy(bench, _onLeft, Make(Outside, MacOf(_onLeft)), _right);
        bench.SetLink(_left, true);
        ReceivedBy(bench, _right, Make(Broadcast, Outside, [10]), _onRight);
    }

    public sealed class OverMemory() : UplinkRulesTests(PortKind.Memory);

    public sealed class OverTap() : UplinkRulesTests(PortKind.Tap);

    public sealed class OverPacket() : UplinkRulesTests(PortKind.Packet);

    public sealed class OverVhostUser() : UplinkRulesTests(PortKind.VhostUser);

    public sealed class OverXdp() : UplinkRulesTests(PortKind.Xdp);
}
