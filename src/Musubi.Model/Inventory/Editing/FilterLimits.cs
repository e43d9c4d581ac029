using System.Globalization;
using Musubi.Model.Config;
using Musubi.Model.Policy.Filtering;
using Musubi.Model.Share;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Keeps the rules that one host is to run within what its data plane takes. Pure.</summary>
internal static class FilterLimits
{
    /// <summary>Refuses what a change would make too much on some host.</summary>
    public static void Check(InventorySnapshot before, InventorySnapshot after, IReadOnlyList<ObjectChange> changes, ErrorList errors, SwitchKind kind)
    {
        ObjectChange[] relevant = [.. changes.Where(change => MayAdd(after, change))];
        int most = kind == SwitchKind.Standard ? Limits.MaxStandardRulesOnHost : Limits.MaxRulesOnHost;
        foreach (Guid host in relevant.Length == 0 ? [] : ShareCompiler.AffectedHosts(before, after, relevant))
        {
            int rules = CountOn(after, host);
            if (rules > most && rules > CountOn(before, host))
            {
                errors.Refuse("filtering", rules.ToString(CultureInfo.InvariantCulture),
                    $"host {(after.Hosts.TryGetValue(host, out HostConfig? named) ? named.Name : host.ToString())} can have at most {most} rules of traffic filtering over all of its ports and uplinks");
            }
        }
    }

    /// <summary>It changes rules, or which hosts have them.</summary>
    private static bool MayAdd(InventorySnapshot after, ObjectChange change) => (change.Before, change.After) switch
    {
        (SwitchConfig old, SwitchConfig now) => old.Policy.Filtering != now.Policy.Filtering || old.UplinkFiltering != now.UplinkFiltering || (now.Members != old.Members && now.UplinkFiltering.IsActive),
        (PortGroupConfig old, PortGroupConfig now) => old.Policy.Filtering != now.Policy.Filtering,
        (PortConfig old, PortConfig now) when old.Policy.Filtering == now.Policy.Filtering && old.Connection?.HostId == now.Connection?.HostId && old.Destination?.HostId == now.Destination?.HostId => false,
        (_, PortConfig { Connection: not null } now) => Of(after, now).IsActive,
        (null, SwitchConfig { UplinkFiltering.IsActive: true }) => true,
        _ => false,
    };

    /// <summary>Each list once, however many ports have it.</summary>
    private static int CountOn(InventorySnapshot snapshot, Guid host)
    {
        HashSet<FilteringConfig> lists = new(ReferenceEqualityComparer.Instance);
        foreach (PortConfig port in snapshot.Ports.Values.Where(port => port.Connection?.HostId == host || port.Destination?.HostId == host))
        {
            lists.Add(Of(snapshot, port));
        }

        foreach (SwitchConfig owner in snapshot.Switches.Values.Where(owner => owner.Members.Any(member => member.HostId == host)))
        {
            lists.Add(owner.UplinkFiltering);
        }

        return lists.Where(list => list.IsActive).Sum(list => list.Rules.Count);
    }

    /// <summary>What applies to a port.</summary>
    private static FilteringConfig Of(InventorySnapshot snapshot, PortConfig port)
    {
        PortGroupConfig group = snapshot.PortGroups[port.PortGroupId];
        return port.Policy.Filtering ?? group.Policy.Filtering ?? snapshot.Switches[group.SwitchId].Policy.Filtering ?? FilteringConfig.Off;
    }
}
