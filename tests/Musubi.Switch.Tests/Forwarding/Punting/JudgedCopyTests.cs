using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Inspection;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Punting;

/// <summary>
/// What the control thread is told of a frame that was judged is what was judged, and is sent: a guest that changes its memory meanwhile tells it nothing else. Seen
/// here by what a rule has written into the judged copy.
/// </summary>
public sealed class JudgedCopyTests
{
    private const int Dscp = 46;

    [Theory]
    [InlineData("report/239.1.1.1")]
    [InlineData("v3/is_in/239.1.1.1/10.0.0.1*30+is_in/239.1.1.2/10.0.0.1*30")]
    public void A_frame_is_told_as_it_is_sent(string report)
    {
        PlanBuilder plan = new();
        plan.Plan.Switches[0].Snooping = new MulticastSnooping();
        int uplink = plan.Uplink();
        int port = plan.Vnic(Vlan.Access(10), vnic => vnic.RuleSet = 1);
        plan.Plan.RuleSets.Add(new RuleSet { Key = 1, Rules = { new Rule { Name = "mark", Ingress = true, Action = RuleAction.Mark, Dscp = Dscp } } });
        using PipelineBench bench = plan.Build();
        byte[] frame = GroupPackets.Frame(Frames.MacOf(port), GroupPackets.Igmp(report, "10.0.0.1"));
        Assert.True(report[0] != 'v' || frame.Length > InspectedFrames.MostBytes + 14);
        bench.Receive(port, [new TestFrame(frame)]);

        byte[] told = new byte[PuntRing.MostBytes];
        Assert.True(bench.Punts.RingOf(PuntKind.Multicast).TryRead(told, out PuntEntry entry));
        byte[] sent = Assert.Single(bench.Ports[uplink].Offered).Bytes;
        Assert.Equal((PuntKind.Multicast, 10, false, frame.Length), (entry.Kind, entry.Vlan, entry.Cut, entry.Length));
        Assert.Equal([.. sent[..12], .. sent[16..]], told[..entry.Length]);
        Assert.Equal(Dscp, told[15] >> 2);
    }
}
