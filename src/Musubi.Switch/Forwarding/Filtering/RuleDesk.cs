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
    private readonly Dictionary<(CompiledRules Former, CompiledRules Next), int[]> _keeping = [];
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

    /// <summary>All ports have the rules of the newest plan: what was kept to compare it with the one before is given up.</summary>
    public void Settle() => _keeping.Clear();

    /// <summary>The rules of a port of the plan; null when it has none.</summary>
    /// <param name="former">What it had so far; not to be used any more, unless it is what is returned.</param>
    public PortRules? RulesOf(PlannedPort port, PortRules? former)
    {
        CompiledRules? compiled = _byKey.GetValueOrDefault(port.Vnic?.RuleSet ?? port.Uplink?.RuleSet ?? 0);
        if (compiled == former?.Compiled)
        {
            return former;
        }

        int[] kept = former is null || compiled is null ? [] : Keeping(former.Compiled, compiled);
        Release(former, kept);
        return compiled is null ? null : new PortRules(compiled, Number(compiled, former, kept));
    }

    /// <summary>The port has left.</summary>
    public void Forget(PortRules? former) => Release(former, []);

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

    /// <summary>Of each rule of a set the position that it had in another, or -1. The same for all ports that change from that one to this.</summary>
    private int[] Keeping(CompiledRules former, CompiledRules next)
    {
        if (!_keeping.TryGetValue((former, next), out int[]? keeping))
        {
            Dictionary<string, int> before = [];
            for (int i = 0; i < former.Rules.Count; i++)
            {
                before.Add(former.Rules[i].Name, i);
            }

            keeping = [.. next.Rules.Select(rule => before.TryGetValue(rule.Name, out int at) && former.Rules[at].Equals(rule) ? at : -1)];
            _keeping.Add((former, next), keeping);
        }

        return keeping;
    }

    private int[] Number(CompiledRules compiled, PortRules? former, int[] kept)
    {
        int[] numbers = new int[compiled.Rules.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = kept.Length > 0 && kept[i] >= 0 ? former!.Counts[kept[i]] : Open();
        }

        return numbers;
    }

    /// <summary>The numbers of rules that are not kept are free once no worker adds to them.</summary>
    private void Release(PortRules? former, int[] kept)
    {
        if (former is null)
        {
            return;
        }

        int[] gone = former.Counts.ToArray();
        int staying = 0;
        foreach (int at in kept.Where(at => at >= 0))
        {
            gone[at] = -1;
            staying++;
        }

        if (staying < gone.Length)
        {
            whenUnused(() => Free(gone));
        }
    }

    private void Free(int[] numbers)
    {
        foreach (int number in numbers)
        {
            if (number >= 0)
            {
                _free.Push(number);
            }
        }
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
