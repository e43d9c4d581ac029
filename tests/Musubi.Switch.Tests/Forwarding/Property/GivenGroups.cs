using System.Net;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Multicast;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>Gives the pipeline what is known of groups, as the control thread does.</summary>
internal sealed class GivenGroups : IBenchFollower
{
    private IReadOnlyList<GroupFact> _facts = [];

    public void Set(PipelineBench bench, IReadOnlyList<GroupFact> facts)
    {
        _facts = facts;
        OnCompiled(bench);
    }

    public void OnCompiled(PipelineBench bench) => bench.Plan.Groups.Table = Build(bench.Plan, _facts, bench.IsActive);

    public static GroupTable Build(ForwardingPlan plan, IReadOnlyList<GroupFact> facts, Func<int, bool> isActive)
    {
        GroupTableBuilder builder = new(plan, 0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F);
        foreach (IGrouping<(uint Switch, int Vlan), GroupFact> zone in facts.GroupBy(fact => (fact.Switch, fact.Vlan)))
        {
            GroupZoneFlags flags = zone.Aggregate(GroupZoneFlags.None, (all, fact) => all | FlagOf(fact.Kind));
            if (builder.TryAddZone((int)zone.Key.Switch - 1, zone.Key.Vlan, flags, out ushort number))
            {
                foreach (GroupFact fact in zone.Where(fact => fact.Port >= 0 && isActive(fact.Port)))
                {
                    Add(builder, number, fact);
                }
            }
        }

        return builder.Build();
    }

    public void OnBatch(PipelineBench bench)
    {
    }

    public void OnWait(PipelineBench bench, int seconds)
    {
    }

    private static void Add(GroupTableBuilder builder, ushort zone, GroupFact fact)
    {
        if (fact.Kind == GroupFactKind.Member)
        {
            builder.AddMember(zone, Address(fact.Group), fact.Port, fact.Excludes, [.. fact.Sources.Select(Address)]);
        }
        else
        {
            builder.AddListenerToAll(zone, fact.Port, fact.Kind == GroupFactKind.Router);
        }
    }

    private static GroupZoneFlags FlagOf(GroupFactKind kind) => kind switch
    {
        GroupFactKind.FollowsIpv4 => GroupZoneFlags.FiltersIpv4,
        GroupFactKind.FollowsIpv6 => GroupZoneFlags.FiltersIpv6,
        GroupFactKind.FloodsUnregistered => GroupZoneFlags.FloodsUnregistered,
        _ => GroupZoneFlags.None,
    };

    private static UInt128 Address(string text)
    {
        byte[] bytes = IPAddress.Parse(text).GetAddressBytes();
        return bytes.Length == 4 ? GroupAddresses.ReadIpv4(bytes) : GroupAddresses.ReadIpv6(bytes);
    }
}
