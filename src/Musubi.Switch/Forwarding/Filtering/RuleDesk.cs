using Google.Protobuf.Collections;
using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Filtering;

/// <summary>
/// Keeps what of rules outlives a plan: compiled sets, by content, and the numbers under which ports count the rules that are met. A rule that a port
/// keeps, wherever in its set it stands, goes on counting. Control thread only.
/// </summary>
/// <param name="hits">Of all workers.</param>
/// <param name="whenUnused">Runs something once no worker uses a plan that was in force up to now.</param>
public sealed class RuleDesk(IReadOnlyList<RuleHits> hits, Action<Action> whenUnused)
{
    private readonly Stack<int> _free = new();
    private Dictionary<RepeatedField<Rule>, CompiledRules> _compiled = [];
    private Dictionary<uint, CompiledRules> _byKey = [];
    private int _numbers;

    /// <summary>Rule sets that were compiled, since the start.</summary>
    public int Compilations { get; private set; }

    /// <summary>Takes up the rule sets of a valid plan; those that the former one had too are not compiled again.</summary>
    public void Follow(SwitchPlan plan)
    {
        Dictionary<RepeatedField<Rule>, CompiledRules> compiled = [];
        Dictionary<uint, CompiledRules> byKey = [];
        foreach (RuleSet set in plan.RuleSets)
        {
            if (!compiled.TryGetValue(set.Rules, out CompiledRules? rules))
            {
                rules = _compiled.TryGetValue(set.Rules, out CompiledRules? known) ? known : Compile(set.Rules);
                compiled.Add(rules.Rules, rules);
            }

            byKey.Add(set.Key, rules);
        }

        (_compiled, _byKey) = (compiled, byKey);
    }

    /// <summary>The rules of a port of the plan; null when it has none.</summary>
    /// <param name="former">What it had so far; not to be used any more, unless it is what is returned.</param>
    public PortRules? RulesOf(PlannedPort port, PortRules? former)
    {
        CompiledRules? compiled = _byKey.GetValueOrDefault(port.Vnic?.RuleSet ?? port.Uplink?.RuleSet ?? 0);
        if (compiled == former?.Compiled)
        {
            return former;
        }

        Dictionary<string, int> kept = Release(former, compiled);
        return compiled is null ? null : new PortRules(compiled, [.. compiled.Rules.Select(rule => kept.TryGetValue(rule.Name, out int number) ? number : Open())]);
    }

    /// <summary>The port has left.</summary>
    public void Forget(PortRules? former) => Release(former, null);

    /// <summary>How many frames met each rule of a port, over all workers, by position in its set.</summary>
    public IEnumerable<long> HitsOf(PortRules rules)
    {
        foreach (int number in rules.Counts.ToArray())
        {
            yield return hits.Sum(worker => worker[number]);
        }
    }

    private CompiledRules Compile(RepeatedField<Rule> rules)
    {
        Compilations++;
        return CompiledRules.Compile(rules);
    }

    /// <summary>The numbers that stay, by rule name; the others are free once no worker adds to them.</summary>
    private Dictionary<string, int> Release(PortRules? former, CompiledRules? next)
    {
        Dictionary<string, int> kept = [];
        if (former is null)
        {
            return kept;
        }

        Dictionary<string, Rule> wanted = next?.Rules.ToDictionary(rule => rule.Name) ?? [];
        List<int> gone = [];
        for (int i = 0; i < former.Compiled.Rules.Count; i++)
        {
            Rule rule = former.Compiled.Rules[i];
            if (wanted.TryGetValue(rule.Name, out Rule? same) && same.Equals(rule))
            {
                kept.Add(rule.Name, former.Counts[i]);
            }
            else
            {
                gone.Add(former.Counts[i]);
            }
        }

        if (gone.Count > 0)
        {
            whenUnused(() => gone.ForEach(_free.Push));
        }

        return kept;
    }

    private int Open()
    {
        int number = _free.TryPop(out int free) ? free : _numbers++;
        foreach (RuleHits worker in hits)
        {
            worker.Open(number);
        }

        return number;
    }
}
