using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Guarding;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Groups;

/// <summary>What workers hand over of groups is bounded for each port.</summary>
public sealed class GroupGateTests : IDisposable
{
    private readonly PipelineBench _bench;
    private readonly int _flooder, _other;
    private readonly SnoopGate _gate = new(4);

    public GroupGateTests()
    {
        PlanBuilder plan = new();
        plan.Plan.Switches[0].Snooping = new MulticastSnooping();
        plan.Uplink();
        _flooder = plan.Vnic(Vlan.Access(10));
        _other = plan.Vnic(Vlan.Access(10));
        _bench = plan.Build();
        SnoopGate?[] gates = new SnoopGate?[3];
        gates[_flooder] = _gate;
        _bench.Plan.Groups.Gates = gates;
    }

    [Fact]
    public void A_port_that_floods_hides_nobody_else_s_reports_and_is_heard_again_when_its_own_were_read()
    {
        Report(_flooder, 40);
        Report(_other, 1);
        Assert.Equal([_flooder, _flooder, _flooder, _flooder, _other], Told());
        Assert.Equal(36, _gate.Untold);
        for (int i = 0; i < 4; i++)
        {
            _gate.Heard();
        }

        Report(_flooder, 1);
        Assert.Equal([_flooder], Told());
    }

    public void Dispose() => _bench.Dispose();

    private void Report(int port, int times) =>
        _bench.Receive(port, [.. Enumerable.Range(0, times).Select(_ => new TestFrame(GroupPackets.Frame(Frames.MacOf(port), GroupPackets.Igmp("report/239.1.1.1", "10.0.0.1"))))]);

    private List<int> Told()
    {
        List<int> ports = [];
        byte[] frame = new byte[PuntRing.MostBytes];
        while (_bench.Punts.RingOf(PuntKind.Multicast).TryRead(frame, out PuntEntry entry))
        {
            ports.Add((int)entry.Port);
        }

        return ports;
    }
}
