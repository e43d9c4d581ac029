using System.Collections.Immutable;

namespace Musubi.Model.Share;

/// <summary>What turns one share into another. Lists are ordered by id, so equal shares always give equal differences.</summary>
public sealed record ShareDiff
{
    /// <summary>New and changed switches, whole.</summary>
    public ValueList<ShareSwitch> Switches { get; init; } = [];

    /// <summary>New and changed ports, whole.</summary>
    public ValueList<SharePort> Ports { get; init; } = [];

    public ValueList<Guid> RemovedSwitches { get; init; } = [];

    public ValueList<Guid> RemovedPorts { get; init; } = [];

    /// <summary>New ones: one that has an id never changes.</summary>
    public ValueList<FilterRuleSet> RuleSets { get; init; } = [];

    public ValueList<Guid> RemovedRuleSets { get; init; } = [];

    public bool IsEmpty => Switches.Count == 0 && Ports.Count == 0 && RemovedSwitches.Count == 0 && RemovedPorts.Count == 0 && RuleSets.Count == 0 && RemovedRuleSets.Count == 0;

    public static ShareDiff Between(HostShare before, HostShare after) => new()
    {
        Switches = Changed(before.Switches, after.Switches),
        Ports = Changed(before.Ports, after.Ports),
        RemovedSwitches = Removed(before.Switches, after.Switches),
        RemovedPorts = Removed(before.Ports, after.Ports),
        RuleSets = [.. after.RuleSets.Where(set => !before.RuleSets.ContainsKey(set.Key)).OrderBy(set => set.Key).Select(set => set.Value)],
        RemovedRuleSets = Removed(before.RuleSets, after.RuleSets),
    };

    public HostShare ApplyTo(HostShare share) => new()
    {
        Switches = share.Switches.RemoveRange(RemovedSwitches).SetItems(Switches.Select(s => KeyValuePair.Create(s.Id, s))),
        Ports = share.Ports.RemoveRange(RemovedPorts).SetItems(Ports.Select(p => KeyValuePair.Create(p.Id, p))),
        RuleSets = share.RuleSets.RemoveRange(RemovedRuleSets).SetItems(RuleSets.Select(s => KeyValuePair.Create(s.Id, s))),
    };

    private static ValueList<T> Changed<T>(ImmutableDictionary<Guid, T> before, ImmutableDictionary<Guid, T> after)
        where T : class, IEquatable<T>
    {
        List<KeyValuePair<Guid, T>> changed = [];
        foreach (KeyValuePair<Guid, T> entry in after)
        {
            if (!before.TryGetValue(entry.Key, out T? old) || !old.Equals(entry.Value))
            {
                changed.Add(entry);
            }
        }

        changed.Sort(static (x, y) => x.Key.CompareTo(y.Key));
        return [.. changed.Select(static entry => entry.Value)];
    }

    private static ValueList<Guid> Removed<T>(ImmutableDictionary<Guid, T> before, ImmutableDictionary<Guid, T> after) =>
        [.. before.Keys.Where(id => !after.ContainsKey(id)).Order()];
}
