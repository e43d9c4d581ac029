using System.Globalization;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Policy.Filtering;
using Musubi.Model.Services;

namespace Musubi.Model.Resources;

/// <summary>Shows the rules that apply to ports, port groups and uplinks, with what met them. Any thread.</summary>
public static class RuleListView
{
    public static RuleListResource OfPort(ResourceView view, IInventoryService service, PortConfig port)
    {
        PortGroupConfig group = view.Snapshot.PortGroups[port.PortGroupId];
        SwitchConfig owner = view.Snapshot.Switches[group.SwitchId];
        FilteringConfig filtering = PolicyResolver.Resolve(owner, group.Policy, port.Policy).Filtering;
        return Make(
            string.Create(CultureInfo.InvariantCulture, $"port {owner.Name}/{port.Number}"),
            PolicyResolver.Trace(owner, group.Policy, port.Policy).Filtering, filtering, port.Connection is not null && service.FindRuleHits(port.Id) is { } hits ? [hits] : []);
    }

    /// <summary>Summed over the connected ports that have these rules, and none of their own.</summary>
    public static RuleListResource OfPortGroup(ResourceView view, IInventoryService service, PortGroupConfig group)
    {
        SwitchConfig owner = view.Snapshot.Switches[group.SwitchId];
        IEnumerable<PortConfig> ports = view.Snapshot.Ports.Values.Where(port => port.PortGroupId == group.Id && port.Connection is not null && port.Policy.Filtering is null);
        RuleHits[] read = [.. ports.Select(port => service.FindRuleHits(port.Id)).OfType<RuleHits>()];
        return Make($"portgroup {group.Name}", PolicyResolver.Trace(owner, group.Policy).Filtering, PolicyResolver.Resolve(owner, group.Policy).Filtering, read);
    }

    /// <summary>Summed over the uplinks of all hosts.</summary>
    public static RuleListResource OfUplinks(SwitchConfig owner, IInventoryService service) => Make(
        $"uplinks of switch {owner.Name}",
        owner.UplinkFiltering == FilteringConfig.Off ? PolicyOrigin.Default : PolicyOrigin.Switch,
        owner.UplinkFiltering,
        service.FindUplinkRuleHits(owner.Id));

    private static RuleListResource Make(string whose, PolicyOrigin origin, FilteringConfig filtering, IReadOnlyList<RuleHits> read) => new()
    {
        Of = whose,
        Origin = PolicyForm.Word(origin),
        Enabled = filtering.Enabled,
        Counted = read.Sum(one => one.Summed),
        ReadAt = read.Count > 0 ? read.Min(one => one.ReadAt) : null,
        Rules =
        [
            .. filtering.Rules.Select(rule => FilterRuleResource.Of(rule) with
            {
                Hits = filtering.Enabled ? read.Aggregate(0UL, (sum, one) => sum + one.Hits.GetValueOrDefault(rule.Name)) : null,
            }),
        ],
    };
}
