using Musubi.Host.State;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Policy.Filtering;
using Musubi.Model.Resources;
using Musubi.Model.Share;

namespace Musubi.Host.Agent;

/// <summary>
/// Standard switches as they are, and beside them the host's part of the distributed ones, made of the share: for people who
/// look, not for editing. Pure.
/// </summary>
internal static class MergedInventory
{
    public static InventorySnapshot Build(HostState state)
    {
        InventorySnapshot merged = state.Local;
        Dictionary<(Guid Switch, string Name), Guid> groups = [];
        foreach (ShareSwitch shared in state.FabricShare.Switches.Values)
        {
            merged = merged with { Switches = merged.Switches.SetItem(shared.Id, ToConfig(shared, state)) };
        }

        foreach (SharePort port in state.FabricShare.Ports.Values)
        {
            (Guid, string) key = (port.SwitchId, port.PortGroup);
            if (!groups.TryGetValue(key, out Guid group))
            {
                group = Plan.UplinkPortId.Of(port.SwitchId, state.HostId, "port group " + port.PortGroup);
                groups.Add(key, group);
                merged = merged with { PortGroups = merged.PortGroups.SetItem(group, GroupOf(port, group, state)) };
            }

            merged = merged with { Ports = merged.Ports.SetItem(port.Id, ToConfig(port, group, state)) };
        }

        return merged;
    }

    private static SwitchConfig ToConfig(ShareSwitch shared, HostState state) => new()
    {
        Id = shared.Id,
        Revision = state.FabricRevision,
        Name = shared.Name,
        Kind = SwitchKind.Distributed,
        Mtu = shared.Mtu,
        IoControl = shared.IoControl,
        IoPools = shared.IoPools,
        Discovery = shared.Discovery,
        Multicast = shared.Multicast,
        Uplinks = [.. shared.Uplinks.Select(uplink => uplink.Name)],
        Lags = shared.Lags,
        UplinkFiltering = FilteringOf(shared.UplinkRuleSet, state),
        Members =
        [
            new MemberConfig
            {
                HostId = state.HostId,
                Uplinks = [.. shared.Uplinks.Where(uplink => uplink.Nic is not null).Select(uplink => new UplinkAssignment(uplink.Name, uplink.Nic!, uplink.Nic!, uplink.CapacityBitsPerSecond))],
            },
        ],
    };

    private static PortGroupConfig GroupOf(SharePort port, Guid id, HostState state) => new()
    {
        Id = id,
        Revision = state.FabricRevision,
        Name = port.PortGroup,
        SwitchId = port.SwitchId,
        PortCount = 0,
        Policy = Spell(port.Policy, FilteringOf(port.RuleSet, state)),
    };

    private static PortConfig ToConfig(SharePort port, Guid group, HostState state) => new()
    {
        Id = port.Id,
        Revision = state.FabricRevision,
        PortGroupId = group,
        Number = port.Number,
        Incarnation = port.Incarnation,
        Policy = Spell(port.Policy, FilteringOf(port.RuleSet, state)),
        Connection = port.Connection,
    };

    private static FilteringConfig FilteringOf(Guid? set, HostState state) =>
        set is { } id && state.FabricShare.RuleSets.TryGetValue(id, out FilterRuleSet? rules) ? new FilteringConfig(true, rules.Rules) : FilteringConfig.Off;

    private static PortPolicyConfig Spell(PortPolicy policy, FilteringConfig filtering) => new()
    {
        Blocked = policy.Blocked,
        Security = new SecurityConfig { Promiscuous = policy.Promiscuous, MacChanges = policy.MacChanges, ForgedTransmits = policy.ForgedTransmits, Guards = PolicyForm.Spell(policy.Guards) },
        MacLearning = new MacLearningConfig
        {
            Enabled = policy.MacLearning.Enabled,
            Limit = policy.MacLearning.Limit,
            LimitPolicy = policy.MacLearning.LimitPolicy,
            Flooding = policy.MacLearning.Flooding,
            AgeingSeconds = policy.MacLearning.AgeingSeconds,
        },
        Vlan = policy.Vlan,
        Teaming = new TeamingConfig
        {
            Policy = policy.Teaming.Policy,
            Active = policy.Teaming.Active,
            Standby = policy.Teaming.Standby,
            Failback = policy.Teaming.Failback,
            NotifySwitches = policy.Teaming.NotifySwitches,
            FailureDetection = policy.Teaming.FailureDetection,
            FailbackDelayMilliseconds = policy.Teaming.FailbackDelayMilliseconds,
        },
        Shaping = new ShapingConfig { Ingress = policy.IngressShaping, Egress = policy.EgressShaping },
        Filtering = filtering,
    };
}
