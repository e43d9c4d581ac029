using Musubi.Contracts.Plan;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control.PhysicalSwitch;

/// <summary>VLANs and private VLANs of two hosts over Open vSwitch's trunks.</summary>
public sealed class PhysicalVlanTests
{
    private const int Primary = 100;
    private const int Isolated = 101;
    private const int Community = 102;

    [Fact]
    public void Guests_reach_those_of_their_VLAN_over_a_trunk_and_nobody_else()
    {
        using PhysicalBed bed = new(hosts: 2, uplinks: 1);
        bed.Trunk(10, 20);
        Vm ten = bed.Hosts[0].AddVm(1, Access(10));
        Vm twenty = bed.Hosts[0].AddVm(2, Access(20));
        Vm otherTen = bed.Hosts[1].AddVm(3, Access(10));
        Vm otherTwenty = bed.Hosts[1].AddVm(4, Access(20));
        Vm lost = bed.Hosts[0].AddVm(5, Access(30));
        Vm otherLost = bed.Hosts[1].AddVm(6, Access(30));
        Apply(bed);

        Assert.True(ten.CanReach(otherTen.Address));
        Assert.True(twenty.CanReach(otherTwenty.Address));
        Assert.True(IsSilent(ten, otherTwenty));
        Assert.True(IsSilent(twenty, otherTen));
        Assert.True(IsSilent(lost, otherLost), "the physical switch carries no VLAN 30");

        bed.Trunk(10, 20, 30);
        Assert.True(lost.CanReach(otherLost.Address));
    }

    [Fact]
    public void A_private_VLAN_holds_across_a_switch_that_learns_each_VLAN_apart()
    {
        using PhysicalBed bed = new(hosts: 2, uplinks: 1);
        bed.Trunk(Primary, Isolated, Community);
        Vm[] promiscuous = [bed.Hosts[0].AddVm(1, Private(Primary)), bed.Hosts[1].AddVm(2, Private(Primary))];
        Vm[] isolated = [bed.Hosts[0].AddVm(3, Private(Isolated)), bed.Hosts[1].AddVm(4, Private(Isolated)), bed.Hosts[0].AddVm(5, Private(Isolated))];
        Vm[] community = [bed.Hosts[0].AddVm(6, Private(Community)), bed.Hosts[1].AddVm(7, Private(Community))];
        Apply(bed);

        Assert.All(promiscuous, from => Assert.All((IEnumerable<Vm>)[.. promiscuous, .. isolated, .. community], to => Assert.True(from == to || from.CanReach(to.Address), $"{from.Address} reaches {to.Address}")));
        Assert.True(community[0].CanReach(community[1].Address));
        Assert.True(IsSilent(isolated[0], isolated[1]), "isolated, across hosts");
        Assert.True(IsSilent(isolated[0], isolated[2]), "isolated, on one host");
        Assert.True(IsSilent(isolated[0], community[1]) && IsSilent(community[0], isolated[1]) && IsSilent(community[0], isolated[0]), "isolated and community");
        string table = bed.Switch.Ask("fdb/show", "br0");
        Assert.All((int[])[Primary, Isolated, Community], vlan => Assert.Matches($@"\s{vlan}\s+02:00:00", table));
    }

    [Fact]
    public void A_DHCP_server_on_a_promiscuous_port_serves_isolated_guests_of_another_host()
    {
        using PhysicalBed bed = new(hosts: 2, uplinks: 1);
        bed.Trunk(Primary, Isolated);
        Vm server = bed.Hosts[0].AddVm(1, Private(Primary));
        Vm client = bed.Hosts[1].AddVm(2, Private(Isolated));
        Apply(bed);
        using Dnsmasq dhcp = new(server, "--dhcp-range=10.9.0.50,10.9.0.60,2m");
        using DhcpClient asking = new(client);
        Assert.StartsWith("10.9.0.", Assert.IsType<string>(asking.Ask()), StringComparison.Ordinal);
        Assert.True(client.CanReach(server.Address));
    }

    private static void Apply(PhysicalBed bed)
    {
        foreach (PhysicalHost host in bed.Hosts)
        {
            host.Apply();
        }
    }

    private static Action<VnicRole> Access(uint vlan) => vnic => vnic.Vlan = new VlanSettings { Access = vlan };

    private static Action<VnicRole> Private(int sends) => vnic => vnic.Vlan = new VlanSettings
    {
        Private = new PrivateVlan
        {
            Sends = (uint)sends,
            Primary = Primary,
            Hears = { sends switch { Primary => (uint[])[Primary, Isolated, Community], Community => [Primary, Community], _ => [Primary] } },
        },
    };

    /// <summary>Three pings without an answer.</summary>
    private static bool IsSilent(Vm from, Vm to) =>
        Command.TryRun("ip", "netns", "exec", from.Namespace.Name, "ping", "-c", "3", "-i", "0.1", "-W", "0.5", "-q", to.Address).Code != 0;
}
