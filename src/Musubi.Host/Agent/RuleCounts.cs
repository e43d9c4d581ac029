using System.Collections.Immutable;
using Musubi.Contracts.Plan;

namespace Musubi.Host.Agent;

/// <summary>How often frames met the rules of each port, as the data plane last told. The agent's thread only.</summary>
internal sealed class RuleCounts
{
    /// <summary>By port id and rule name; rules that were not met are left out.</summary>
    public ImmutableDictionary<Guid, ImmutableSortedDictionary<string, ulong>> ByPort { get; private set; } = ImmutableDictionary<Guid, ImmutableSortedDictionary<string, ulong>>.Empty;

    public void Clear() => ByPort = ByPort.Clear();

    /// <param name="plan">That the status is of; null when it is another than the one that was sent last: then what was told before stands.</param>
    public void Note(SwitchStatus status, SwitchPlan? plan)
    {
        if (plan is null || (plan.RuleSets.Count == 0 && ByPort.IsEmpty))
        {
            return;
        }

        Dictionary<uint, RuleSet> sets = plan.RuleSets.ToDictionary(set => set.Key);
        Dictionary<string, RuleSet> setOfPort = [];
        foreach (PlannedPort port in plan.Ports)
        {
            if (sets.TryGetValue(port.Vnic?.RuleSet ?? port.Uplink?.RuleSet ?? 0, out RuleSet? set))
            {
                setOfPort[port.Id] = set;
            }
        }

        ImmutableDictionary<Guid, ImmutableSortedDictionary<string, ulong>>.Builder counts = ImmutableDictionary.CreateBuilder<Guid, ImmutableSortedDictionary<string, ulong>>();
        foreach (PortStatus port in status.Ports)
        {
            if (setOfPort.TryGetValue(port.PortId, out RuleSet? set))
            {
                counts[Guid.Parse(port.PortId)] = port.HitRules.Zip(port.Hits).Where(hit => hit.First < set.Rules.Count)
                    .ToImmutableSortedDictionary(hit => set.Rules[(int)hit.First].Name, hit => hit.Second, StringComparer.Ordinal);
            }
        }

        ByPort = counts.ToImmutable();
    }
}
