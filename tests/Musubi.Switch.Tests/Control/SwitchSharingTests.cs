using System.Diagnostics;
using Musubi.Contracts.Plan;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control;

/// <summary>I/O control in the whole process, between real interfaces: shares of a full uplink, whichever worker a frame comes from.</summary>
public sealed class SwitchSharingTests
{
    private const ulong Capacity = 5_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_full_uplink_is_shared_by_its_ports_shares_and_delays_nobody_else(int workers)
    {
        using Bed bed = new(vms: 3, workers);
        SetShares(bed, 75, 25, 50);
        using FakeAgent agent = bed.StartAgent();
        agent.Apply(SharedPlan(bed));
        Assert.All(bed.Vms, vm => Assert.True(vm.CanReach(Bed.Outside)));
        using Flood first = new(bed.Vms[0], Bed.Outside);
        using Flood second = new(bed.Vms[1], Bed.Outside);
        Deadline.Until(() => DropsOf(agent, bed.Vms[0]) > 100 && DropsOf(agent, bed.Vms[1]) > 100, "both send more than finds room");

        (IoClassStatus[] before, long start) = (Classes(agent), Stopwatch.GetTimestamp());
        using (Pinging ping = new(bed.Vms[2], Bed.Outside))
        {
            Deadline.Until(() => Since(agent, before, bed.Vms[1]) > 300_000, "the smaller share goes on");
            (int sent, int received) = ping.Stop();
            Assert.InRange(received, sent - 1, sent);
        }

        long[] bytes = [Since(agent, before, bed.Vms[0]), Since(agent, before, bed.Vms[1])];
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Assert.InRange((double)bytes[0] / bytes[1], 2.7, 3.3);
        Assert.InRange(bytes.Sum() * 8 / seconds, 0, Capacity * 1.05);
        // Whatever was dropped was dropped by name, at the uplink.
        first.Stop();
        second.Stop();
        Deadline.UntilSteady(TimeSpan.FromMilliseconds(300), () => Dropped(agent), "nothing more comes");
        Assert.Equal((long)Dropped(agent), bed.Uplinks.Sum(uplink => bed.Counter(uplink.Port, "drop-io-control-full")));
    }

    [Fact]
    public void An_uplink_that_is_shared_no_more_sends_as_it_comes()
    {
        using Bed bed = new(vms: 1);
        using FakeAgent agent = bed.StartAgent();
        agent.Apply(SharedPlan(bed));
        using Flood flood = new(bed.Vms[0], Bed.Outside);
        Deadline.Until(() => DropsOf(agent, bed.Vms[0]) > 100, "it sends more than finds room");

        agent.Apply(bed.Plan());

        Deadline.Until(() => Classes(agent).Length == 0, "nothing is shared");
        long dropped = Drops(bed);
        long sent = bed.Counter(bed.Uplinks[0].Port, "tx-frames");
        Deadline.Until(() => bed.Counter(bed.Uplinks[0].Port, "tx-frames") > sent + 5_000, "frames go on");
        Assert.Equal(dropped, Drops(bed));
    }

    [Fact]
    public void A_limit_of_a_port_holds_on_an_uplink_with_room()
    {
        const ulong Limit = 8_000_000;
        using Bed bed = new(vms: 2);
        bed.Vms[0].Port.Vnic.IoAllocation = new IoAllocation { LimitBitsPerSecond = Limit };
        using FakeAgent agent = bed.StartAgent();
        agent.Apply(SharedPlan(bed, 10_000_000_000));
        using Flood flood = new(bed.Vms[0], Bed.Outside);
        Deadline.Until(() => DropsOf(agent, bed.Vms[0]) > 100, "it sends more than it may");

        (IoClassStatus[] before, long start) = (Classes(agent), Stopwatch.GetTimestamp());
        Deadline.Until(() => Since(agent, before, bed.Vms[0]) > 1_000_000, "it goes on");
        Assert.InRange(Since(agent, before, bed.Vms[0]) * 8 / Stopwatch.GetElapsedTime(start).TotalSeconds, 0, Limit * 1.1);
        Assert.True(bed.Vms[1].CanReach(Bed.Outside));
    }

    private static void SetShares(Bed bed, params uint[] shares)
    {
        foreach ((Vm vm, uint share) in bed.Vms.Zip(shares))
        {
            vm.Port.Vnic.IoAllocation = new IoAllocation { Shares = share };
        }
    }

    /// <summary>All leave by the first uplink, as the bed's teaming is by order.</summary>
    private static SwitchPlan SharedPlan(Bed bed, ulong capacity = Capacity)
    {
        SwitchPlan plan = bed.Plan();
        plan.Switches[0].IoControl = new IoControl();
        foreach (PlannedPort port in plan.Ports.Where(port => port.Uplink is not null))
        {
            port.Uplink.CapacityBitsPerSecond = capacity;
        }

        return plan;
    }

    private static IoClassStatus[] Classes(FakeAgent agent) => [.. agent.Status().Ports.SelectMany(port => port.IoClasses)];

    private static IoClassStatus? Of(IoClassStatus[] classes, Vm vm) => classes.FirstOrDefault(one => one.PortId == vm.Port.Id);

    private static ulong DropsOf(FakeAgent agent, Vm vm) => Of(Classes(agent), vm)?.DroppedFrames ?? 0;

    private static long Since(FakeAgent agent, IoClassStatus[] before, Vm vm) =>
        (long)((Of(Classes(agent), vm)?.Bytes ?? 0) - (Of(before, vm)?.Bytes ?? 0));

    private static ulong Dropped(FakeAgent agent) =>
        Classes(agent).Where(one => one.Kind == IoClassStatus.Types.Kind.All).Aggregate(0UL, (sum, one) => sum + one.DroppedFrames);

    private static long Drops(Bed bed) => bed.Uplinks.Sum(uplink => bed.Counter(uplink.Port, "drop-io-control-full"));
}
