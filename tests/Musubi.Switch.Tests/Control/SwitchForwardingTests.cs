using Musubi.Contracts.Plan;
using Musubi.Io.Native;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control;

/// <summary>The whole process between real interfaces, and plans that change under traffic.</summary>
public sealed class SwitchForwardingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Frames_pass_between_vms_and_to_the_physical_network(int workers)
    {
        using Bed bed = new(vms: 3, workers);
        using FakeAgent agent = bed.StartAgent();
        Assert.True(bed.Vms[0].CanReach(bed.Vms[1].Address));
        Assert.True(bed.Vms[1].CanReach(bed.Vms[2].Address));
        Assert.True(bed.Vms[2].CanReach(Bed.Outside));
        Assert.Equal(workers, agent.Status().Workers.Count);
        Assert.All(agent.Status().Workers, worker => Assert.True(worker.Frames > 0, "a worker had no frames"));
    }

    [Fact]
    public void An_unchanged_port_loses_no_frame_and_keeps_its_counters_when_plans_change_around_it()
    {
        using Bed bed = new(vms: 3);
        using FakeAgent agent = bed.StartAgent();
        Assert.True(bed.Vms[0].CanReach(bed.Vms[1].Address));
        using Pinging ping = new(bed.Vms[0], bed.Vms[1].Address);
        long before = bed.Counter(bed.Vms[0].Port, "rx-frames");
        for (int i = 0; i < 40; i++)
        {
            agent.Apply(bed.Plan(vms: 2));
            agent.Offer(bed.Vms[2].Port, bed.Vms[2].Descriptor);
            agent.Apply(bed.Plan(vms: 3));
        }

        Deadline.Until(() => bed.Counter(bed.Vms[0].Port, "rx-frames") > before + 50, "the counters go on");
        (int sent, int received) = ping.Stop();
        // The last one may still have been on its way.
        Assert.InRange(received, sent - 1, sent);
        Assert.True(sent > 20, $"{sent} pings");
        Assert.True(bed.Vms[2].CanReach(bed.Vms[0].Address));
    }

    [Fact]
    public void A_port_without_descriptor_is_named_and_the_others_run()
    {
        using Bed bed = new(vms: 2);
        using FakeAgent agent = new(bed.RunDirectory);
        agent.Offer(bed.Vms[0].Port, bed.Vms[0].Descriptor);
        PlanApplied applied = agent.Apply(bed.Plan());
        Assert.Equal([PortState.NoDescriptor, PortState.NoDescriptor, PortState.Running, PortState.NoDescriptor], applied.Ports.Select(port => port.State));
        Assert.All(applied.Ports, port => Assert.Equal(port.State == PortState.Running, port.Reason.Length == 0));
    }

    [Fact]
    public void A_descriptor_that_is_no_device_faults_its_port_alone()
    {
        using Bed bed = new(vms: 2);
        using FakeAgent agent = new(bed.RunDirectory);
        bed.OfferAll(agent);
        string file = Path.Combine(bed.RunDirectory, "plain");
        File.WriteAllText(file, "");
        using Microsoft.Win32.SafeHandles.SafeFileHandle plain = File.OpenHandle(file);
        FileDescriptor wrong = new((int)plain.DangerousGetHandle());
        agent.Offer(bed.Vms[1].Port, wrong);
        wrong.SetHandleAsInvalid();
        PlanApplied applied = agent.Apply(bed.Plan());
        Assert.Equal([PortState.Running, PortState.Running, PortState.Running, PortState.Faulted], applied.Ports.Select(port => port.State));
        Assert.True(bed.Vms[0].CanReach(Bed.Outside));
    }

    [Fact]
    public void A_deleted_interface_faults_its_port_and_a_new_descriptor_revives_it()
    {
        using Bed bed = new(vms: 3);
        using FakeAgent agent = bed.StartAgent();
        Vm victim = bed.Vms[2];
        victim.Namespace.Ip("link", "delete", "eth0");
        PortFaulted faulted = agent.AwaitEvent(SwitchEvent.KindOneofCase.PortFaulted).PortFaulted;
        Assert.Equal(victim.Port.Id, faulted.PortId);
        Assert.Equal(PortState.Faulted, agent.Status(victim.Port).State);
        Assert.True(bed.Vms[0].CanReach(bed.Vms[1].Address));

        using Vm again = new(4);
        agent.Offer(victim.Port, again.Descriptor);
        Assert.All(agent.Apply(bed.Plan()).Ports, port => Assert.Equal(PortState.Running, port.State));
    }

    [Fact]
    public void An_idle_data_plane_takes_no_turns()
    {
        using Bed bed = new(vms: 2, workers: 2);
        using FakeAgent agent = bed.StartAgent();
        Assert.True(bed.Vms[0].CanReach(bed.Vms[1].Address));
        // Announcements repeat and neighbours are asked again for a moment; then there must be a stretch of silence.
        Deadline.UntilSteady(TimeSpan.FromMilliseconds(400), () => Turns(agent), "workers take no turns with nothing to do");
    }

    private static ulong Turns(FakeAgent agent) => agent.Status().Workers.Aggregate(0UL, (sum, worker) => sum + worker.Turns);
}
