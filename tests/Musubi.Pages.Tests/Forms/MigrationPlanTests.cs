using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Model.Commands;
using Musubi.Model.Reading;
using Musubi.Model.Resources;
using Musubi.Pages.Forms;
using Musubi.Pages.Guides;

namespace Musubi.Pages.Tests.Forms;

/// <summary>What is moved from standard switches, and how a script would ask for it.</summary>
public sealed class MigrationPlanTests
{
    private readonly FormDraft _draft = FormDraft.New([]);

    [Fact]
    public void What_is_chosen_is_what_the_controller_reads()
    {
        MigrationPlan plan = new(_draft);
        plan.Choose("h1", isIn: true);
        plan.MoveNic("h1", "eth0", "Uplink 1");
        plan.MoveNic("h1", "eth0", "Uplink 2");
        plan.Move("h1", MigrationPlan.Adapters, "vmk0", "management");
        plan.Move("h1", MigrationPlan.PortGroups, "lan", "web");
        plan.Move("h1", MigrationPlan.Vnics, "vm1/nic0", "db");
        plan.Move("h1", MigrationPlan.Vnics, "vm1/nic0", "");
        plan.AcceptVlan("h1", accept: true);
        MigrateHosts command = RequestReader.MigrateHosts("prod", JsonSerializer.SerializeToElement(_draft.Body()));
        Assert.Empty(command.ReadErrors);
        HostMigrationSpec host = Assert.Single(command.Hosts);
        Assert.Equal([new UplinkSpec("Uplink 2", "eth0")], host.Uplinks);
        Assert.Equal([KeyValuePair.Create("vmk0", "management")], host.Adapters);
        Assert.Equal([KeyValuePair.Create("lan", "web")], host.PortGroups);
        Assert.Equal((0, true), (host.Vnics.Count, host.AcceptVlan));
        Assert.Equal(("Uplink 2", "web"), (plan.UplinkOf("h1", "eth0"), plan.TargetOf("h1", MigrationPlan.PortGroups, "lan")));
        plan.Choose("h1", isIn: false);
        Assert.Equal(0, plan.Count);
    }

    [Fact]
    public void Port_groups_with_the_same_VLAN_and_open_uplinks_are_suggested()
    {
        MigrationPlan plan = new(_draft);
        plan.Suggest("h1", [Standard()], Samples.Switch, [("voice", "20"), ("web", "10")], ["Uplink 1"]);
        Assert.Equal(("web", ""), (plan.TargetOf("h1", MigrationPlan.PortGroups, "lan"), plan.TargetOf("h1", MigrationPlan.PortGroups, "odd")));
        Assert.Equal(("Uplink 2", ""), (plan.UplinkOf("h1", "eth0"), plan.UplinkOf("h1", "eth1")));
    }

    [Fact]
    public void Hosts_of_which_the_same_is_moved_share_a_command()
    {
        JsonArray hosts = (JsonArray)JsonNode.Parse("""
            [{"host":"h1","uplinks":{"Uplink 1":"eth0"},"portGroups":{"lan":"web"}},{"host":"h2","uplinks":{"Uplink 1":"eth0"},"portGroups":{"lan":"web"}},{"host":"h3","adapters":{"vmk0":"management"},"vnics":{"vm1":"web"},"acceptVlan":true}]
            """)!;
        Assert.Equal(
            ["host migrate h1 h2 --to prod --uplink Uplink 1=eth0 --portgroup lan=web --wait", "host migrate h3 --to prod --adapter vmk0=management --vm vm1=web --accept-vlan --wait"],
            MigrationPlan.Commands("prod", hosts).Select(words => string.Join(' ', words)));
    }

    private static StandardSwitchResource Standard() => new()
    {
        Name = "vSwitch0",
        Uplinks = ImmutableSortedDictionary<string, string>.Empty.Add("Uplink 1", "eth0").Add("Uplink 2", "eth1"),
        PortGroups = [Group("lan", "10"), Group("odd", "77"), Group("idle", "20") with { Ports = [] }],
    };

    private static StandardPortGroupResource Group(string name, string vlan) => new()
    {
        Name = name,
        Vlan = vlan,
        Ports = [new StandardPortResource { Number = 1, Vm = "vm1", Vnic = "nic0", Runtime = new PortRuntimeResource() }],
    };
}
