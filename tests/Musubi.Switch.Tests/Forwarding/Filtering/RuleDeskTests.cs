using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Filtering;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Filtering;

/// <summary>What of rules outlives a plan.</summary>
public sealed class RuleDeskTests
{
    private readonly RuleHits[] _hits = [new(), new()];
    private readonly Queue<Action> _waiting = new();
    private readonly RuleDesk _desk;
    private readonly PlannedPort _port = new() { Vnic = new VnicRole { RuleSet = 1 } };

    public RuleDeskTests() => _desk = new RuleDesk(_hits, _waiting.Enqueue);

    [Fact]
    public void A_rule_that_stays_goes_on_counting_wherever_it_stands()
    {
        PortRules first = Follow(null, Drop("a", 1), Drop("b", 2), Drop("c", 3))!;
        Meet(first, 0, worker: 0);
        Meet(first, 1, worker: 0);
        Meet(first, 1, worker: 1);
        PortRules second = Follow(first, Drop("new", 9), Drop("c", 3), Drop("b", 2))!;
        Assert.Equal([0, 0, 2], _desk.HitsOf(second));
        Meet(second, 2, worker: 0);
        Assert.Equal([0, 0, 3], _desk.HitsOf(second));
    }

    [Fact]
    public void A_rule_that_was_changed_begins_anew()
    {
        PortRules first = Follow(null, Drop("a", 1))!;
        Meet(first, 0, worker: 0);
        Assert.Equal([0], _desk.HitsOf(Follow(first, Drop("a", 2))!));
    }

    [Fact]
    public void Counts_are_given_out_again_only_when_no_worker_adds_to_them()
    {
        PortRules first = Follow(null, Drop("a", 1))!;
        PortRules second = Follow(first, Drop("b", 1))!;
        Meet(first, 0, worker: 0);
        Assert.Equal([0], _desk.HitsOf(second));
        Assert.NotEqual(first.Counts[0], second.Counts[0]);
        _waiting.Dequeue()();
        PortRules third = Follow(second, Drop("b", 1), Drop("c", 1))!;
        Assert.Equal(first.Counts[0], third.Counts[1]);
        Assert.Equal([0, 0], _desk.HitsOf(third));
    }

    /// <summary>Of the largest plan all rules of all ports, before any worker has left the plan before.</summary>
    [Fact]
    public void All_rules_can_be_changed_at_once()
    {
        const int ports = 4096;
        PortRules?[] held = new PortRules?[ports];
        for (uint number = 1; number <= 3; number++)
        {
            SwitchPlan plan = new();
            plan.RuleSets.Add(new RuleSet { Key = 1, Rules = { Enumerable.Range(0, RuleSetValidator.MaxRulesInSet).Select(i => Drop($"r{i}", number)) } });
            _desk.Follow(plan);
            for (int i = 0; i < ports; i++)
            {
                held[i] = _desk.RulesOf(_port, held[i]);
            }
        }

        Meet(held[^1]!, RuleSetValidator.MaxRulesInSet - 1, worker: 1);
        Assert.Equal(1, _desk.HitsOf(held[^1]!).Last());
    }

    [Fact]
    public void A_port_that_leaves_gives_its_counts_back()
    {
        PortRules first = Follow(null, Drop("a", 1))!;
        _desk.Forget(first);
        _waiting.Dequeue()();
        Assert.Equal(first.Counts[0], Follow(null, Drop("x", 1))!.Counts[0]);
        Assert.Null(_desk.RulesOf(new PlannedPort { Uplink = new UplinkRole() }, null));
    }

    [Fact]
    public void Equal_sets_are_compiled_once_and_not_again_for_the_next_plan()
    {
        SwitchPlan plan = new();
        plan.RuleSets.Add(new RuleSet { Key = 1, Rules = { Drop("a", 1) } });
        plan.RuleSets.Add(new RuleSet { Key = 7, Rules = { Drop("a", 1) } });
        plan.RuleSets.Add(new RuleSet { Key = 9, Rules = { Drop("a", 2) } });
        _desk.Follow(plan);
        Assert.Equal(2, _desk.Compilations);
        PortRules rules = _desk.RulesOf(_port, null)!;
        SwitchPlan next = plan.Clone();
        next.RuleSets[0].Key = 3;
        _desk.Follow(next);
        Assert.Equal(2, _desk.Compilations);
        _port.Vnic.RuleSet = 3;
        Assert.Same(rules, _desk.RulesOf(_port, rules));
    }

    [Fact]
    public void Every_count_that_a_plan_may_need_has_room()
    {
        RuleHits hits = new();
        hits.Open(RuleHits.Capacity - 1);
        hits.Add(RuleHits.Capacity - 1);
        Assert.Equal(1, hits[RuleHits.Capacity - 1]);
        Assert.Equal(0, hits[0]);
    }

    private PortRules? Follow(PortRules? former, params Rule[] rules)
    {
        _desk.Follow(new SwitchPlan { RuleSets = { new RuleSet { Key = 1, Rules = { rules } } } });
        return _desk.RulesOf(_port, former);
    }

    private void Meet(PortRules rules, int rule, int worker) => _hits[worker].Add(rules.Counts[rule]);

    private static Rule Drop(string name, uint port) => new()
    {
        Name = name,
        Ingress = true,
        Action = RuleAction.Drop,
        Match = new RuleMatch { DestinationPort = new NumberRange { First = port, Last = port } },
    };
}
