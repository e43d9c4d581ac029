using System.Diagnostics;
using Musubi.Contracts.Plan;
using Musubi.Io.Native;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control;

/// <summary>The death of the data plane, of the agent, and a second of either.</summary>
public sealed class SwitchRestartTests(ITestOutputHelper output)
{
    [Fact]
    public void After_a_kill_the_next_data_plane_goes_on_with_the_same_interfaces_and_counters()
    {
        using Bed bed = new(vms: 2);
        string boot;
        using (FakeAgent first = bed.StartAgent())
        {
            Assert.True(bed.Vms[0].CanReach(bed.Vms[1].Address));
            boot = first.Welcome.BootId;
        }

        string index = bed.Vms[0].InterfaceIndex;
        long counted = bed.Counter(bed.Vms[0].Port, "rx-frames");
        using SwitchProcess dead = bed.Switch;
        long start = Stopwatch.GetTimestamp();
        dead.Kill();
        bed.Start();
        using FakeAgent second = bed.StartAgent();
        Assert.True(bed.Vms[0].CanReach(bed.Vms[1].Address));
        // A figure only: the program of a test build compiles itself while it starts. The lab kills the one that ships, and says how long it took.
        output.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms from the kill to the reply");

        Assert.NotEqual(boot, second.Welcome.BootId);
        Assert.Equal(0UL, second.Welcome.Generation);
        Assert.Equal(index, bed.Vms[0].InterfaceIndex);
        Assert.True(bed.Counter(bed.Vms[0].Port, "rx-frames") > counted, "the counters started anew");
    }

    [Fact]
    public void A_restarted_agent_gets_the_descriptors_back_and_every_port_goes_on()
    {
        using Bed bed = new(vms: 2);
        bed.StartAgent().Dispose();
        using Pinging ping = new(bed.Vms[0], bed.Vms[1].Address);
        using FakeAgent second = new(bed.RunDirectory);
        Assert.Equal(1UL, second.Welcome.Generation);
        Dictionary<string, FileDescriptor> held = second.RequestDescriptors();
        Assert.Equal(bed.Plan().Ports.Select(port => port.Id).Order(), held.Keys.Order());
        foreach (FileDescriptor descriptor in held.Values)
        {
            descriptor.Dispose();
        }

        Assert.All(second.Apply(bed.Plan()).Ports, port => Assert.Equal(PortState.Running, port.State));
        Deadline.Until(() => bed.Counter(bed.Vms[0].Port, "rx-frames") > 20, "pings go on");
        (int sent, int received) = ping.Stop();
        Assert.InRange(received, sent - 1, sent);
    }

    [Fact]
    public void The_newest_agent_wins()
    {
        using Bed bed = new(vms: 1);
        using FakeAgent first = bed.StartAgent();
        using FakeAgent second = new(bed.RunDirectory);
        Assert.True(first.IsEnded());
        Assert.Equal(1UL, second.Status().Generation);
    }

    [Fact]
    public void A_stopped_data_plane_acknowledges_nothing_until_it_goes_on()
    {
        using Bed bed = new(vms: 1);
        using FakeAgent agent = bed.StartAgent();
        bed.Switch.Signal("STOP");
        SwitchPlan plan = bed.Plan();
        ulong sequence = agent.Post(new AgentMessage { Plan = plan });
        Assert.Throws<TimeoutException>(() => agent.AwaitReply(sequence, TimeSpan.FromMilliseconds(500)));
        bed.Switch.Signal("CONT");
        Assert.Equal(plan.Generation, agent.AwaitReply(sequence, Deadline.Limit).PlanApplied.Generation);
    }

    [Fact]
    public void A_second_data_plane_in_the_same_folder_refuses_and_names_the_first()
    {
        using Bed bed = new(vms: 1);
        using FakeAgent agent = bed.StartAgent();
        SwitchProcess first = bed.Switch;
        using SwitchProcess second = bed.Start();
        Assert.Equal(1, second.WaitForExit());
        Assert.Contains("already served", second.Log, StringComparison.Ordinal);
        Assert.Contains($"process {first.Id}", second.Log, StringComparison.Ordinal);
        Assert.Equal(1UL, agent.Status().Generation);
        first.Dispose();
    }

    [Fact]
    public void Frames_that_found_no_room_while_the_data_plane_stood_still_are_counted()
    {
        using Bed bed = new(vms: 1);
        using FakeAgent agent = bed.StartAgent();
        bed.Switch.Signal("STOP");
        // Broadcasts of the outside fill the sockets of both uplinks.
        Command.TryRun("ip", "netns", "exec", bed.OutsideNamespace.Name, "ping", "-b", "-f", "-l", "20000", "-c", "20000", "-s", "1400", "-w", "5", "10.9.0.255");
        bed.Switch.Signal("CONT");
        agent.Status();
        Assert.True(bed.Counter(bed.Uplinks[0].Port, "drop-rx-overrun") > 0, "no overrun was counted");
        Assert.Equal(0, bed.Counter(bed.Vms[0].Port, "drop-rx-overrun"));
    }

    [Fact]
    public void SIGTERM_ends_the_process_at_once_and_takes_nothing_down()
    {
        using Bed bed = new(vms: 1);
        using FakeAgent agent = bed.StartAgent();
        string index = bed.Vms[0].InterfaceIndex;
        bed.Switch.Signal("TERM");
        Assert.Equal(0, bed.Switch.WaitForExit());
        Assert.Equal(index, bed.Vms[0].InterfaceIndex);
    }
}
