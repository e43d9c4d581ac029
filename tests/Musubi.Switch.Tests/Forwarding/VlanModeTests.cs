using Musubi.Switch.Forwarding;
using Musubi.Switch.Tests.Forwarding.Testbed;
using static Musubi.Switch.Tests.Forwarding.DeliveryAssert;
using static Musubi.Switch.Tests.Forwarding.Testbed.Frames;

namespace Musubi.Switch.Tests.Forwarding;

/// <summary>None, access and trunk: which frames pass, and what tag they leave with.</summary>
public abstract class VlanModeTests(PortKind kind)
{
    private const int Untagged = -1;
    private const int Priority5 = 5 << 13;

    /// <summary>From a vNIC to the wire. A TCI of -1 stands for no tag.</summary>
    [Theory]
    [InlineData("none", Untagged, Untagged)]
    [InlineData("none", Priority5, Untagged)]
    [InlineData("access 10", Untagged, 10)]
    [InlineData("access 10", Priority5, Priority5 | 10)]
    [InlineData("trunk 0,10-20", Untagged, Untagged)]
    [InlineData("trunk 0,10-20", 10, 10)]
    [InlineData("trunk 0,10-20", Priority5 | 20, Priority5 | 20)]
    public void A_frame_leaves_by_an_uplink_with_the_tag_of_its_vlan(string mode, int sent, int onTheWire)
    {
        (PipelineBench bench, int uplink, int port) = World(mode);
        using (bench)
        {
            ReceivedBy(bench, port, Make(Outside, MacOf(port), Tags(sent)), uplink);
            Assert.Equal(onTheWire, TagOf(bench.Ports[uplink].Offered.Single()) ?? Untagged);
        }
    }

    /// <summary>From the wire to a vNIC.</summary>
    [Theory]
    [InlineData("none", Untagged, Untagged)]
    [InlineData("access 10", 10, Untagged)]
    [InlineData("access 10", Priority5 | 10, Untagged)]
    [InlineData("trunk 0,10-20", Untagged, Untagged)]
    [InlineData("trunk 0,10-20", Priority5 | 20, Priority5 | 20)]
    public void Only_a_trunk_gets_tags(string mode, int onTheWire, int received)
    {
        (PipelineBench bench, int uplink, int port) = World(mode);
        using (bench)
        {
            ReceivedBy(bench, uplink, Make(MacOf(port), Outside, Tags(onTheWire)), port);
            Assert.Equal(received, TagOf(bench.Ports[port].Offered.Single()) ?? Untagged);
        }
    }

    [Theory]
    [InlineData("none", 10, DropReason.VlanTagged)]
    [InlineData("access 10", 10, DropReason.VlanTagged)]
    [InlineData("access 10", 20, DropReason.VlanTagged)]
    [InlineData("trunk 0,10-20", 9, DropReason.VlanNotAllowed)]
    [InlineData("trunk 0,10-20", 21, DropReason.VlanNotAllowed)]
    [InlineData("trunk 0,10-20", 4095, DropReason.VlanNotAllowed)]
    [InlineData("trunk 10-20", Untagged, DropReason.VlanNotAllowed)]
    [InlineData("trunk 10-20", 0, DropReason.VlanNotAllowed)]
    public void A_frame_that_the_mode_does_not_allow_is_dropped(string mode, int sent, DropReason reason)
    {
        (PipelineBench bench, _, int port) = World(mode);
        using (bench)
        {
            Dropped(bench, port, Make(Outside, MacOf(port), Tags(sent)), reason);
        }
    }

    [Fact]
    public void Access_and_trunk_ports_of_one_vlan_reach_each_other()
    {
        PlanBuilder plan = new();
        int access = plan.Vnic(Vlan.Access(10));
        int trunk = plan.Vnic(Vlan.Trunk((1, 4094)));
        using PipelineBench bench = plan.Build(kind);
        ReceivedBy(bench, access, Make(MacOf(trunk), MacOf(access)), trunk);
        Assert.Equal(10, TagOf(bench.Ports[trunk].Offered.Single()));
        ReceivedBy(bench, trunk, Make(MacOf(access), MacOf(trunk), [10]), access);
        Assert.Null(TagOf(bench.Ports[access].Offered.Single()));
        Dropped(bench, trunk, Make(MacOf(access), MacOf(trunk), [11]), DropReason.NoUplink);
    }

    [Fact]
    public void A_tag_that_the_kernel_took_out_counts_like_one_in_the_bytes()
    {
        (PipelineBench bench, int uplink, int port) = World("trunk 0,10-20");
        using (bench)
        {
            TestFrame stripped = Make(MacOf(port), Outside) with { StrippedTag = 0x8100_0000 | Priority5 | 20 };
            ReceivedBy(bench, uplink, stripped, port);
            SentFrame sent = bench.Ports[port].Offered.Single();
            Assert.Equal(Make(MacOf(port), Outside, [Priority5 | 20]).Bytes, sent.Bytes);
            Assert.Equal(sent.Bytes.Length, bench.Counter(uplink, CounterLayout.RxBytes));
        }
    }

    /// <summary>What stands behind the first tag is payload, and stays behind it.</summary>
    [Fact]
    public void A_stacked_tag_travels_inside_its_vlan()
    {
        (PipelineBench bench, int uplink, int port) = World("trunk 0,10-20");
        using (bench)
        {
            TestFrame stacked = Make(Outside, MacOf(port), [10, 99]);
            ReceivedBy(bench, port, stacked, uplink);
            Assert.Equal(stacked.Bytes, bench.Ports[uplink].Offered.Single().Bytes);
        }
    }

    /// <summary>A guest hides a VLAN behind a priority tag, hoping that the switch takes the latter off.</summary>
    [Theory]
    [InlineData("none")]
    [InlineData("access 10")]
    [InlineData("trunk 0,10-20")]
    public void A_tag_behind_a_priority_tag_never_gets_out(string mode)
    {
        (PipelineBench bench, int uplink, int port) = World(mode);
        using (bench)
        {
            Dropped(bench, port, Make(Outside, MacOf(port), [0, 99]), DropReason.NestedTag);
            Dropped(bench, port, Make(Outside, MacOf(port), [99]) with { StrippedTag = 0x8100_0000 }, DropReason.NestedTag);
            Dropped(bench, uplink, Make(MacOf(port), Outside, [0, 99]), DropReason.NestedTag);
        }
    }

    private static int[] Tags(int tci) => tci == Untagged ? [] : [tci];

    private (PipelineBench Bench, int Uplink, int Port) World(string mode)
    {
        PlanBuilder plan = new();
        int uplink = plan.Uplink();
        int port = plan.Vnic(mode switch
        {
            "none" => Vlan.None,
            "access 10" => Vlan.Access(10),
            "trunk 10-20" => Vlan.Trunk((10, 20)),
            _ => Vlan.Trunk((0, 0), (10, 20)),
        });
        return (plan.Build(kind), uplink, port);
    }

    public sealed class OverMemory() : VlanModeTests(PortKind.Memory);

    public sealed class OverTap() : VlanModeTests(PortKind.Tap);

    public sealed class OverPacket() : VlanModeTests(PortKind.Packet);

    public sealed class OverVhostUser() : VlanModeTests(PortKind.VhostUser);

    public sealed class OverXdp() : VlanModeTests(PortKind.Xdp);
}
