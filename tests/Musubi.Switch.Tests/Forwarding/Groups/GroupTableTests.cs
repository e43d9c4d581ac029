using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Forwarding.Multicast;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Groups;

/// <summary>The table itself, with as many memberships as there may be.</summary>
public sealed class GroupTableTests
{
    private readonly ForwardingPlan _plan;
    private readonly PlanBuilder _builder = new();

    public GroupTableTests()
    {
        for (int i = 0; i < 8; i++)
        {
            _builder.Vnic(Vlan.Access(10 + (uint)(i / 4)), vnic => vnic.Security.Promiscuous = i == 3);
        }

        _plan = PlanCompiler.Compile(_builder.Plan, [.. _builder.Plan.Ports.Select(_ => new PortInput { Running = true, LinkUp = true })]);
    }

    [Fact]
    public void Every_group_is_found_in_its_own_VLAN_with_its_members_and_no_other()
    {
        const int Groups = 16_384;
        GroupTableBuilder builder = new(_plan, 0x1234_5678_9abc_def1, 0xfedc_ba98_7654_3211);
        Assert.True(builder.TryAddZone(0, 10, GroupZoneFlags.FiltersIpv4, out ushort ten));
        Assert.True(builder.TryAddZone(0, 11, GroupZoneFlags.FiltersIpv4, out ushort eleven));
        Assert.False(builder.TryAddZone(0, 12, GroupZoneFlags.FiltersIpv4, out _));
        for (int i = 0; i < Groups; i++)
        {
            builder.AddMember(ten, Group(i), i % 3, excludes: true, []);
            builder.AddMember(eleven, Group(i), 4 + (i % 4), excludes: i % 2 == 0, [(UInt128)i, 7]);
        }

        GroupTable table = builder.Build();
        for (int i = 0; i < Groups; i++)
        {
            Assert.True(table.TryFind(ten, Group(i), out ReadOnlySpan<GroupMember> members));
            Assert.Equal((1, i % 3), (members.Length, members[0].Port));
            Assert.True(table.TryFind(eleven, Group(i), out members));
            Assert.Equal(4 + (i % 4), members[0].Port);
            Assert.Equal(i % 2 != 0, table.Wants(in members[0], (UInt128)i));
            Assert.Equal(i % 2 == 0, table.Wants(in members[0], 5_000_000));
        }

        Assert.False(table.TryFind(ten, Group(Groups), out _));
        Assert.False(table.TryFind(3, Group(0), out _));
    }

    [Fact]
    public void A_port_stands_in_one_list_only_and_a_promiscuous_one_in_none()
    {
        GroupTableBuilder builder = new(_plan, 1, 1);
        builder.TryAddZone(0, 10, GroupZoneFlags.FiltersIpv4, out ushort zone);
        builder.AddListenerToAll(zone, 0, isRouter: false);
        builder.AddListenerToAll(zone, 1, isRouter: true);
        builder.AddListenerToAll(zone, 1, isRouter: false);
        builder.AddListenerToAll(zone, 3, isRouter: true);
        foreach (int port in new[] { 0, 1, 2, 3 })
        {
            builder.AddMember(zone, Group(1), port, excludes: true, []);
        }

        GroupTable table = builder.Build();
        GroupZone found = table.ZoneOf(zone);
        Assert.Equal([1], table.Routers(in found).ToArray());
        Assert.Equal([1, 0], table.HearsAll(in found).ToArray());
        Assert.True(table.TryFind(zone, Group(1), out ReadOnlySpan<GroupMember> members));
        Assert.Equal([2], members.ToArray().Select(member => member.Port));
        Assert.Equal(default, table.ZoneOf((ushort)(zone + 1)));
    }

    private static UInt128 Group(int number) => GroupAddresses.OfIpv4(0xEF00_0000u + (uint)number);
}
