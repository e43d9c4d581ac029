using Musubi.Contracts.Plan;
using Musubi.Io.Counters;
using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Sharing;

/// <summary>Frames say who sent them where an uplink is shared by that, and only there.</summary>
public sealed class OriginTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Frames_to_a_shared_uplink_name_their_sender(bool isShared)
    {
        PlanBuilder builder = new();
        builder.Uplink();
        int first = builder.Vnic(Vlan.None);
        int second = builder.Vnic(Vlan.None);
        builder.Plan.Switches[0].IoControl = isShared ? new IoControl() : null;
        PortInput[] inputs = [.. Enumerable.Range(0, 3).Select(i => new PortInput { Running = true, LinkUp = true, Number = 40 + i })];
        ForwardingPlan plan = PlanCompiler.Compile(builder.Plan, inputs);
        using CounterMemory counters = new(3);
        using FrameArena arena = new(FrameBatch.Capacity);
        using PuntSink punts = new();
        Pipeline pipeline = new(3, punts);
        using RecordingPort nic = new(() => 0);
        FramePort[] ports = [nic, new MemoryPort(), new MemoryPort()];

        foreach (int source in new[] { first, second, first })
        {
            Reception.Fill(pipeline, arena, [Frames.Make(Frames.Broadcast, Frames.MacOf(source))]);
            pipeline.Run(plan, source, 1, ports, [.. Enumerable.Range(0, 3).Select(i => counters[i])]);
        }

        Assert.Equal(isShared ? [42, 43, 42] : [0, 0, 0], nic.Sent.Select(one => one.Origin));
    }
}
