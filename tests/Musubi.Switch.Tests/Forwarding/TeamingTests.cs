using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding;

/// <summary>Which uplink a port is pinned to, and when it moves.</summary>
public sealed class TeamingTests
{
    /// <summary>Uplinks a, b, c; which of them carry; where a port goes that is now nowhere.</summary>
    [Theory]
    [InlineData(TeamingPolicy.ExplicitOrder, "ab", "c", "abc", 1u, "a")]
    [InlineData(TeamingPolicy.ExplicitOrder, "ab", "c", "bc", 1u, "b")]
    [InlineData(TeamingPolicy.ExplicitOrder, "ab", "c", "c", 1u, "c")]
    [InlineData(TeamingPolicy.ExplicitOrder, "ab", "", "c", 1u, null)]
    [InlineData(TeamingPolicy.PortId, "ab", "c", "abc", 4u, "a")]
    [InlineData(TeamingPolicy.PortId, "ab", "c", "abc", 5u, "b")]
    [InlineData(TeamingPolicy.PortId, "ab", "c", "ac", 5u, "c")]
    [InlineData(TeamingPolicy.PortId, "ab", "c", "ac", 4u, "a")]
    [InlineData(TeamingPolicy.PortId, "ab", "", "a", 5u, "a")]
    [InlineData(TeamingPolicy.PortId, "ab", "c", "c", 4u, "c")]
    [InlineData(TeamingPolicy.PortId, "", "bc", "bc", 7u, "b")]
    [InlineData(TeamingPolicy.PortId, "", "", "abc", 7u, null)]
    public void Active_uplinks_come_before_standby_ones_and_unused_ones_never(TeamingPolicy policy, string active, string standby, string up, uint number, string? chosen) =>
        Assert.Equal(chosen, Choose(Team(policy, active, standby, failback: true), number, up, null));

    [Theory]
    [InlineData(true, "b", "ab", "a")]
    [InlineData(false, "b", "ab", "b")]
    [InlineData(false, "c", "ab", "a")]
    [InlineData(false, "c", "abc", "c")]
    [InlineData(false, "d", "abcd", "a")]
    public void Without_failback_a_port_stays_while_its_uplink_carries_and_is_not_unused(bool failback, string present, string up, string chosen) =>
        Assert.Equal(chosen, Choose(Team(TeamingPolicy.ExplicitOrder, "ab", "c", failback), 0, up, present));

    /// <summary>Where a port with number 0 is that was moved because of its load, when it is on a now.</summary>
    [Theory]
    [InlineData(true, "b", "abcd", "b")]
    [InlineData(true, "b", "acd", "a")]
    [InlineData(true, "c", "abcd", "a")]
    [InlineData(true, "c", "acd", "c")]
    [InlineData(true, "d", "abcd", "a")]
    [InlineData(true, null, "abcd", "a")]
    [InlineData(false, "b", "abcd", "b")]
    [InlineData(false, null, "abcd", "a")]
    public void A_port_that_was_moved_for_its_load_stays_there_while_ports_are_spread_over_that_uplink(bool failback, string? assigned, string up, string chosen) =>
        Assert.Equal(chosen, Choose(Team(TeamingPolicy.PhysicalLoad, "ab", "c", failback), 0, up, "a", assigned));

    [Fact]
    public void When_an_uplink_fails_only_its_own_ports_move_and_with_failback_they_come_back()
    {
        (PlanBuilder plan, int[] uplinks, int[] ports) = Team(failback: true);
        using PipelineBench bench = plan.Build();
        int[] before = Pinning(bench, ports);
        Assert.Equal(uplinks, before.Distinct().Order());
        bench.SetLink(uplinks[1], false);
        int[] during = Pinning(bench, ports);
        Assert.All(before.Zip(during), move => Assert.True(move.First == uplinks[1] ? move.Second != uplinks[1] : move.Second == move.First));
        bench.SetLink(uplinks[1], true);
        Assert.Equal(before, Pinning(bench, ports));
    }

    [Fact]
    public void Without_failback_ports_stay_where_a_failure_put_them()
    {
        (PlanBuilder plan, int[] uplinks, int[] ports) = Team(failback: false);
        using PipelineBench bench = plan.Build();
        bench.SetLink(uplinks[1], false);
        int[] during = Pinning(bench, ports);
        bench.SetLink(uplinks[1], true);
        Assert.Equal(during, Pinning(bench, ports));
        bench.SetRunning(uplinks[0], false);
        Assert.DoesNotContain(uplinks[0], Pinning(bench, ports));
    }

    /// <summary>Other ports, switches, policies and the order of ports are none of a port's business.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Pinning_survives_every_change_of_the_plan_that_is_not_about_the_port(bool failback)
    {
        (PlanBuilder plan, int[] uplinks, int[] ports) = Team(failback);
        Dictionary<string, string?> expected = PinnedIds(plan.Plan, []);
        Dictionary<string, string?> present = expected;
        Random random = new(7);
        for (int change = 0; change < 200; change++)
        {
            Change(plan, random, ports);
            present = PinnedIds(plan.Plan, present);
            Assert.All(expected, port => Assert.Equal(port.Value, present[port.Key]));
        }

        Assert.Equal(3, uplinks.Length);
    }

    private static void Change(PlanBuilder plan, Random random, int[] ports)
    {
        string[] fixedIds = [.. ports.Select(PlanBuilder.IdOf)];
        switch (random.Next(4))
        {
            case 0:
                plan.Vnic(Vlan.Access((uint)random.Next(1, 4095)));
                break;
            case 1 when plan.Plan.Ports.Where(port => port.Vnic is not null && !fixedIds.Contains(port.Id)).ToList() is { Count: > 0 } others:
                plan.Plan.Ports[plan.Plan.Ports.IndexOf(others[random.Next(others.Count)])].Vnic.Teaming.Policy = TeamingPolicy.PortId;
                break;
            case 2:
                List<PlannedPort> shuffled = [.. plan.Plan.Ports.OrderBy(_ => random.Next())];
                plan.Plan.Ports.Clear();
                plan.Plan.Ports.AddRange(shuffled);
                break;
            default:
                PlannedPort port = plan.Plan.Ports.First(port => port.Vnic is not null);
                port.Vnic.Vlan = Vlan.Access((uint)random.Next(1, 4095));
                port.Vnic.Security.Promiscuous = random.Next(2) == 0;
                break;
        }
    }

    private static Dictionary<string, string?> PinnedIds(SwitchPlan plan, Dictionary<string, string?> present)
    {
        PortInput[] inputs = [.. plan.Ports.Select(port => new PortInput { Running = true, LinkUp = true, PresentUplink = present.GetValueOrDefault(port.Id) })];
        ForwardingPlan compiled = PlanCompiler.Compile(plan, inputs);
        return plan.Ports.Index().Where(port => port.Item.Vnic is not null).ToDictionary(
            port => port.Item.Id,
            port => compiled.Ports[port.Index].PinnedUplink == PortRecord.NoUplink ? null : plan.Ports[compiled.Ports[port.Index].PinnedUplink].Id);
    }

    private static (PlanBuilder Plan, int[] Uplinks, int[] Ports) Team(bool failback)
    {
        PlanBuilder plan = new();
        int[] uplinks = [plan.Uplink(), plan.Uplink(), plan.Uplink()];
        int[] ports =
        [
            .. Enumerable.Range(0, 9).Select(_ => plan.Vnic(Vlan.Access(10), vnic =>
            {
                vnic.Teaming.Policy = TeamingPolicy.PortId;
                vnic.Teaming.Failback = failback;
            })),
        ];
        return (plan, uplinks, ports);
    }

    private static int[] Pinning(PipelineBench bench, int[] ports) => [.. ports.Select(port => bench.Plan.Ports[port].PinnedUplink)];

    /// <summary>Uplinks a, b, c, d are at plan indexes 0 to 3.</summary>
    private static string? Choose(PlannedTeam team, uint number, string up, string? present, string? assigned = null)
    {
        int chosen = UplinkChoice.Choose(team, up.Aggregate(0u, (bits, letter) => bits | Uplink(letter).Bit), number, Index(present), Index(assigned));
        return chosen == PortRecord.NoUplink ? null : ((char)('a' + chosen)).ToString();
    }

    private static int Index(string? uplink) => uplink is null ? PortRecord.NoUplink : uplink[0] - 'a';

    private static TeamUplink Uplink(char letter) => new(letter - 'a', 1u << (letter - 'a'));

    private static PlannedTeam Team(TeamingPolicy policy, string active, string standby, bool failback) => new()
    {
        Policy = policy,
        Active = [.. active.Select(Uplink)],
        Standby = [.. standby.Select(Uplink)],
        Failback = failback,
    };
}
