using Musubi.Switch.Forwarding;
using Musubi.Switch.Tests.Forwarding.Testbed;
using static Musubi.Switch.Tests.Forwarding.Testbed.Frames;

namespace Musubi.Switch.Tests.Forwarding;

/// <summary>Frames as a batch: order, calls, counters, what ways out refuse.</summary>
public sealed class BatchTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(129)]
    public void Frames_reach_each_destination_in_the_order_of_arrival(int count)
    {
        PlanBuilder plan = new();
        int a = plan.Vnic(Vlan.Access(10));
        int b = plan.Vnic(Vlan.Access(10));
        int c = plan.Vnic(Vlan.Access(10));
        using PipelineBench bench = plan.Build();
        ulong[] destinations = [MacOf(b), MacOf(c), Broadcast];
        TestFrame[] burst = [.. Enumerable.Range(0, count).Select(i => Make(destinations[i % 3], MacOf(a), mark: (byte)i))];
        foreach (TestFrame[] batch in burst.Chunk(FrameBatch.Capacity))
        {
            bench.Receive(a, batch);
        }

        Assert.Equal(Enumerable.Range(0, count).Where(i => i % 3 != 1).Select(i => (byte)i), bench.Ports[b].Offered.Select(frame => frame.Bytes[14]));
        Assert.Equal(Enumerable.Range(0, count).Where(i => i % 3 != 0).Select(i => (byte)i), bench.Ports[c].Offered.Select(frame => frame.Bytes[14]));
    }

    [Fact]
    public void Each_destination_of_a_batch_gets_one_call()
    {
        PlanBuilder plan = new();
        int uplink = plan.Uplink();
        int a = plan.Vnic(Vlan.Access(10));
        int b = plan.Vnic(Vlan.Access(10));
        using PipelineBench bench = plan.Build();
        bench.Receive(a, [.. Enumerable.Range(0, 64).Select(i => Make(i % 2 == 0 ? MacOf(b) : Broadcast, MacOf(a)))]);
        Assert.Equal([1, 0, 1], new[] { uplink, a, b }.Select(port => bench.Ports[port].Calls));
        Assert.Equal(64, bench.Ports[b].Offered.Count);
    }

    [Theory]
    [InlineData(TransmitOutcome.QueueFull, DropReason.TxQueueFull)]
    [InlineData(TransmitOutcome.TooBig, DropReason.TxTooBig)]
    [InlineData(TransmitOutcome.LinkDown, DropReason.TxLinkDown)]
    [InlineData(TransmitOutcome.Failed, DropReason.TxFailed)]
    [InlineData(TransmitOutcome.ShaperFull, DropReason.ShaperFull)]
    [InlineData(TransmitOutcome.IoControlFull, DropReason.IoControlFull)]
    public void What_a_way_out_refuses_is_counted_there_and_what_it_took_as_sent(TransmitOutcome outcome, DropReason reason)
    {
        PlanBuilder plan = new();
        int a = plan.Vnic(Vlan.Access(10));
        int b = plan.Vnic(Vlan.Access(10));
        using PipelineBench bench = plan.Build(default, new Refusal(outcome, 4));
        bench.Receive(a, [.. Enumerable.Range(0, 40).Select(_ => Make(MacOf(b), MacOf(a)))]);
        Assert.Equal(10, bench.Drops(b, reason));
        Assert.Equal(30, bench.Counter(b, CounterLayout.TxFrames));
        Assert.Equal(30 * 60, bench.Counter(b, CounterLayout.TxBytes));
    }

    [Fact]
    public void Received_frames_are_counted_before_they_are_judged()
    {
        PlanBuilder plan = new();
        int a = plan.Vnic(Vlan.Access(10));
        using PipelineBench bench = plan.Build();
        bench.Receive(a, [Make(Broadcast, MacOf(a)), Make(Multicast, MacOf(a), [5]), Make(Outside, Outside), new TestFrame(new byte[3])]);
        int[] counters = [CounterLayout.RxFrames, CounterLayout.RxBytes, CounterLayout.RxMulticast, CounterLayout.RxBroadcast];
        Assert.Equal([4, 60 + 64 + 60 + 3, 1, 1], counters.Select(counter => bench.Counter(a, counter)));
    }

    [Fact]
    public void Counters_have_stable_names_in_a_stable_order()
    {
        string[] names =
        [
            "rx-frames", "rx-bytes", "rx-multicast", "rx-broadcast", "tx-frames", "tx-bytes", "tx-multicast", "tx-broadcast",
            "uplink-rx-bytes", "uplink-tx-bytes",
            "drop-runt", "drop-giant", "drop-provider-tag", "drop-bad-offload", "drop-blocked", "drop-mute", "drop-invalid-source", "drop-forged-transmit",
            "drop-mac-change-rejected", "drop-vlan-tagged", "drop-vlan-not-allowed", "drop-vlan-not-present", "drop-exceeds-mtu", "drop-reserved-group",
            "drop-reflected", "drop-unknown-unicast", "drop-hairpin", "drop-not-pinned-uplink", "drop-no-uplink", "drop-tx-queue-full", "drop-tx-too-big",
            "drop-tx-link-down", "drop-tx-failed", "drop-nested-tag", "drop-mac-limit", "drop-private-vlan", "drop-shaper-full", "drop-consumed", "drop-forged-beacon", "drop-io-control-full",
            "drop-filtered", "drop-unreadable",
            "drop-bpdu-filtered", "drop-dhcp-guard", "drop-ra-guard", "drop-spoofed-address", "drop-no-listener", "drop-not-collecting",
        ];
        Assert.Equal(names, CounterLayout.Names);
        Assert.Equal("drop-tx-failed", CounterLayout.Names[CounterLayout.Of(DropReason.TxFailed)]);
    }
}
