using System.Collections.Immutable;
using Musubi.Model;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Services;
using Musubi.Pages.Live;

namespace Musubi.Pages.Tests;

/// <summary>A switch with a port group, hosts and ports.</summary>
internal static class Samples
{
    public static SwitchConfig Switch { get; } = new() { Id = Id(1), Name = "prod", Kind = SwitchKind.Distributed, Uplinks = ["Uplink 1", "Uplink 2"] };

    public static PortGroupConfig Group { get; } = new() { Id = Id(2), Name = "web", SwitchId = Switch.Id, Policy = new PortPolicyConfig { Vlan = VlanConfig.Access(10) } };

    public static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    /// <summary>Each host with two NICs, one port in use on each of them.</summary>
    /// <param name="hosts">How many.</param>
    /// <param name="linkUp">Of all their NICs.</param>
    public static FabricView View(int hosts, bool linkUp = true)
    {
        SwitchConfig owner = Switch with
        {
            Members = [.. Enumerable.Range(1, hosts).Select(host => new MemberConfig { HostId = Id(100 + host), Uplinks = [new UplinkAssignment("Uplink 1", "name:eth1", "eth1"), new UplinkAssignment("Uplink 2", "name:eth2", "eth2")] })],
        };
        ImmutableArray<HostView> views = [.. Enumerable.Range(1, hosts).Select(host => Host(host, linkUp))];
        ImmutableArray<PortView> ports = [.. Enumerable.Range(1, hosts).Select(host => Port(host, owner))];
        return new FabricView
        {
            Snapshot = InventorySnapshot.Empty with
            {
                Revision = 5,
                Switches = ImmutableDictionary<Guid, SwitchConfig>.Empty.Add(owner.Id, owner),
                PortGroups = ImmutableDictionary<Guid, PortGroupConfig>.Empty.Add(Group.Id, Group),
            },
            Hosts = views,
            HostById = views.ToImmutableDictionary(host => host.Id),
            Ports = ports,
            PortById = ports.ToImmutableDictionary(port => port.Id),
        };
    }

    private static HostView Host(int number, bool linkUp) => new(
        new HostConfig { Id = Id(100 + number), Name = $"h{number}" },
        new HostRuntime { Connected = true, Nics = [Nic("eth1", linkUp), Nic("eth2", linkUp)] },
        null);

    private static NicRuntime Nic(string name, bool linkUp) => new() { Id = $"name:{name}", Name = name, LinkUp = linkUp };

    private static PortView Port(int host, SwitchConfig owner)
    {
        ConnectionConfig connection = new() { Vm = $"vm{host}", Vnic = "nic0", HostId = Id(100 + host), Mac = new MacAddress(2), Attachment = new NamespaceAttachment("n", "eth0") };
        PortConfig config = new() { Id = Id(1000 + host), PortGroupId = Group.Id, Number = host, Connection = connection };
        return new PortView(config, Group, owner, $"h{host}", new PortRuntime { State = ObjectState.Done, PinnedUplink = "Uplink 1" }, null, PortTraffic.None);
    }
}
