using Musubi.Model.Config;
using Musubi.Model.Services;
using Musubi.Pages.Live;
using Musubi.Pages.Topology;

namespace Musubi.Pages.Tests;

/// <summary>What the picture shows beyond the uplinks, and host by host.</summary>
public sealed class TopologyNeighbourTests
{
    [Fact]
    public void Each_physical_switch_stands_once_with_a_line_from_each_NIC_that_hears_it()
    {
        TopologyPicture picture = Draw(Heard(3), new TopologyChoices());
        Assert.Equal(["tor-a", "tor-b"], picture.Neighbours.Select(neighbour => neighbour.Name));
        Assert.All(picture.Neighbours, neighbour => Assert.Equal(3, neighbour.Links.Length));
        Assert.True(picture.Neighbours[1].Y - picture.Neighbours[0].Y >= TopologyPicture.RowHeight);
        Assert.True(picture.Neighbours[^1].Y < picture.Height);
    }

    [Fact]
    public void The_path_goes_on_to_the_physical_switch()
    {
        TopologyPicture picture = Draw(Heard(3), new TopologyChoices { Selected = Samples.Id(1002) });
        TopologyNeighbour lit = Assert.Single(picture.Neighbours, neighbour => neighbour.Lit);
        Assert.Equal("tor-a", lit.Name);
        Assert.Equal("p2", Assert.Single(lit.Links, link => link.Lit).Port);
    }

    [Fact]
    public void A_closed_head_leads_to_all_that_its_NICs_hear()
    {
        TopologyPicture picture = Draw(Heard(100), new TopologyChoices());
        Assert.All(picture.Neighbours, neighbour => Assert.Equal("", Assert.Single(neighbour.Links).Port));
    }

    [Fact]
    public void Host_by_host_stand_its_VMs_and_its_NICs()
    {
        TopologyPicture picture = Draw(Heard(2), new TopologyChoices { ByHost = true, Selected = Samples.Id(1002) });
        Assert.Equal(["h1", "vm1 nic0", "h2", "vm2 nic0"], picture.Rows.Where(row => row.Side == TopologySide.Ports).Select(row => row.Title));
        Assert.Equal(["h1", "eth1", "eth2", "h2", "eth1", "eth2"], picture.Rows.Where(row => row.Side == TopologySide.Uplinks).Select(row => row.Title));
        Assert.Equal(["h2", "vm2 nic0", "h2", "eth1"], picture.Rows.Where(row => row.Lit).Select(row => row.Title));
    }

    [Fact]
    public void What_leaves_by_a_LAG_lights_each_of_its_uplinks()
    {
        FabricView view = Heard(1);
        SwitchConfig owner = view.Snapshot.Switches.Values.Single() with { Lags = [new Musubi.Model.Policy.LagConfig { Name = "lag1", Uplinks = ["Uplink 1", "Uplink 2"] }] };
        PortView port = view.Ports[0] with { Switch = owner, Runtime = view.Ports[0].Runtime! with { PinnedUplink = "lag1" } };
        view = view with { Ports = [port], PortById = view.PortById.SetItem(port.Id, port) };
        TopologyPicture picture = TopologyPicture.Draw(view, owner, new TopologyChoices { Selected = port.Id });
        Assert.Equal(["web", "vm1 nic0", "Uplink 1", "h1 eth1", "Uplink 2", "h1 eth2"], picture.Rows.Where(row => row.Lit).Select(row => row.Title));
        Assert.Equal(["vm1 nic0", "prod/1", "web (VLAN 10)", "lag1", "h1 eth1, eth2", "tor-a p1, tor-b p1"], PortPath.Of(view, port, "no uplink"));
    }

    private static FabricView Heard(int hosts)
    {
        FabricView view = Samples.View(hosts);
        HostView[] told = [.. view.Hosts.Select((host, index) => host with { Runtime = host.Runtime! with { Nics = [.. host.Nics.Select((nic, place) => nic with { Neighbours = [Neighbour(place == 0 ? "tor-a" : "tor-b", $"p{index + 1}")] })] } })];
        return view with { Hosts = [.. told], HostById = view.HostById.SetItems(told.Select(host => KeyValuePair.Create(host.Id, host))) };
    }

    private static NeighbourRuntime Neighbour(string name, string port) => new() { Protocol = DiscoveryProtocol.Lldp, ChassisId = name, SystemName = name, PortId = port };

    private static TopologyPicture Draw(FabricView view, TopologyChoices choices) => TopologyPicture.Draw(view, view.Snapshot.Switches.Values.Single(), choices);
}
