using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control;

/// <summary>Rules in a running data plane: what they do to real traffic, what is counted, and what many of them cost.</summary>
public sealed class SwitchFilteringTests(ITestOutputHelper output)
{
    private const uint Icmp = 1;

    [Fact]
    public void A_rule_stops_what_it_is_about_and_tells_how_often()
    {
        using Bed bed = new(vms: 3);
        using FakeAgent agent = bed.StartAgent();
        Assert.True(bed.Vms[0].CanReach(bed.Vms[1].Address));
        agent.Apply(WithRules(bed, 0, Rule("no-ping", RuleAction.Drop, new RuleMatch { Protocol = Exactly(Icmp), Destination = Host(bed.Vms[1].Address) })));
        Assert.False(bed.Vms[0].CanReach(bed.Vms[1].Address));
        Assert.True(bed.Vms[0].CanReach(bed.Vms[2].Address));
        Assert.True(bed.Counter(bed.Vms[0].Port, "drop-filtered") > 0);
        PortStatus status = agent.Status(bed.Vms[0].Port);
        Assert.Equal([0u], status.HitRules);
        Assert.Equal((ulong)bed.Counter(bed.Vms[0].Port, "drop-filtered"), Assert.Single(status.Hits));
        agent.Apply(bed.Plan());
        Assert.True(bed.Vms[0].CanReach(bed.Vms[1].Address));
        Assert.Empty(agent.Status(bed.Vms[0].Port).HitRules);
    }

    [Fact]
    public void A_rule_goes_on_counting_when_another_comes_before_it()
    {
        using Bed bed = new(vms: 2);
        using FakeAgent agent = bed.StartAgent();
        Rule ping = Rule("ping", RuleAction.Allow, new RuleMatch { Protocol = Exactly(Icmp) });
        agent.Apply(WithRules(bed, 0, ping));
        Assert.True(bed.Vms[0].CanReach(bed.Vms[1].Address));
        ulong before = Assert.Single(agent.Status(bed.Vms[0].Port).Hits);
        agent.Apply(WithRules(bed, 0, Rule("first", RuleAction.Drop, new RuleMatch { EtherType = Exactly(0x88b5) }), ping));
        Assert.True(bed.Vms[0].CanReach(bed.Vms[1].Address));
        PortStatus status = agent.Status(bed.Vms[0].Port);
        Assert.Equal([1u], status.HitRules);
        Assert.True(status.Hits[0] > before);
    }

    [Fact]
    public void The_largest_plan_with_rules_is_taken_in_a_tenth_of_a_second_and_no_frame_is_lost()
    {
        using Bed bed = new(vms: 2);
        using FakeAgent agent = bed.StartAgent();
        using Pinging ping = new(bed.Vms[0], bed.Vms[1].Address);
        List<double> milliseconds = [];
        for (uint round = 0; round < 8; round++)
        {
            SwitchPlan plan = Large(bed, round);
            TimeSpan before = bed.Switch.ProcessorTime;
            Assert.Equal(4096, agent.Apply(plan).Ports.Count);
            milliseconds.Add((bed.Switch.ProcessorTime - before).TotalMilliseconds);
        }

        (int sent, int received) = ping.Stop();
        Assert.InRange(received, sent - 1, sent);
        output.WriteLine($"4096 ports, 1000 rule sets of 10 rules, all of them new: {string.Join(", ", milliseconds.Select(one => $"{one:F0}"))} ms");
        // Of a processor, since the machine may be busy with others; the first ones are compiled by a data plane that is being compiled itself.
        Assert.True(milliseconds.Min() < 100, $"{milliseconds.Min():F0} ms at best");
    }

    private static SwitchPlan WithRules(Bed bed, int vm, params Rule[] rules)
    {
        SwitchPlan plan = bed.Plan();
        plan.RuleSets.Add(new RuleSet { Key = 5, Rules = { rules } });
        plan.Ports.Single(port => port.Id == bed.Vms[vm].Port.Id).Vnic.RuleSet = 5;
        return plan;
    }

    /// <summary>As many ports as a plan may have, in 1,000 port groups with rules of their own, none of which the plan before had.</summary>
    private static SwitchPlan Large(Bed bed, uint round)
    {
        SwitchPlan plan = bed.Plan();
        for (uint group = 0; group < 1000; group++)
        {
            plan.RuleSets.Add(new RuleSet
            {
                Key = group + 1,
                Rules =
                {
                    Enumerable.Range(0, 10).Select(i => Rule($"rule {i}", i % 2 == 0 ? RuleAction.Drop : RuleAction.Allow, new RuleMatch
                    {
                        Protocol = Exactly(6),
                        Source = new AddressPrefix { Address = ByteString.CopyFrom(172, (byte)(16 + round), (byte)group, (byte)(i * 16)), PrefixLength = 28 },
                        DestinationPort = new NumberRange { First = (group * 10) + (uint)i, Last = (group * 10) + (uint)i + 5 },
                    })),
                },
            });
        }

        for (int i = plan.Ports.Count; i < 4096; i++)
        {
            PlannedPort port = bed.Vms[0].Port.Clone();
            port.Id = new Guid(i, 9, 0, new byte[8]).ToString("D");
            port.Vnic.Mac = ByteString.CopyFrom(2, 0, 0, 9, (byte)(i >> 8), (byte)i);
            port.Vnic.RuleSet = ((uint)i % 1000) + 1;
            plan.Ports.Add(port);
        }

        return plan;
    }

    private static Rule Rule(string name, RuleAction action, RuleMatch match) => new() { Name = name, Ingress = true, Action = action, Match = match };

    private static NumberRange Exactly(uint value) => new() { First = value, Last = value };

    private static AddressPrefix Host(string address) => new() { Address = ByteString.CopyFrom(System.Net.IPAddress.Parse(address).GetAddressBytes()), PrefixLength = 32 };
}
