using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Services;
using Musubi.Pages.Changes;
using Musubi.Pages.Forms;
using Musubi.Pages.Guides;
using Musubi.Pages.Live;

namespace Musubi.Pages.Tests.Forms;

/// <summary>Hosts and NICs of a switch, one by one and many at once.</summary>
public sealed class HostPlanTests
{
    private readonly FormDraft _draft = FormDraft.New(new JsonObject { ["name"] = "prod", ["hosts"] = new JsonArray() });

    [Fact]
    public void A_NIC_fills_one_uplink_only()
    {
        HostPlan plan = new(_draft);
        plan.Add("h1");
        plan.Assign("h1", "Uplink 1", "eth1");
        plan.Assign("h1", "Uplink 2", "eth1");
        Assert.Equal(("", "eth1"), (plan.NicOf("h1", "Uplink 1"), plan.NicOf("h1", "Uplink 2")));
        plan.Remove("h1");
        Assert.False(plan.Has("h1"));
    }

    [Fact]
    public void Free_NICs_are_suggested_those_with_a_link_first()
    {
        HostPlan plan = new(_draft);
        plan.Add("h1");
        plan.Suggest("h1", ["Uplink 1", "Uplink 2"], [new NicChoice("eth0", 0, true, "192.0.2.1/24"), new NicChoice("eth1", 0, false, ""), new NicChoice("eth2", 0, true, "")]);
        Assert.Equal(("eth2", "eth1"), (plan.NicOf("h1", "Uplink 1"), plan.NicOf("h1", "Uplink 2")));
    }

    [Fact]
    public void What_has_a_NIC_already_is_told()
    {
        SwitchConfig other = Samples.Switch with { Members = [new MemberConfig { HostId = Samples.Id(101), Uplinks = [new UplinkAssignment("Uplink 1", "name:eth1", "eth1")] }] };
        HostView host = new(
            new HostConfig { Id = Samples.Id(101), Name = "h1", Nics = [new HostNic("name:eth1", "eth1", 1500), new HostNic("name:eth2", "eth2", 1500, "standard switch vSwitch0"), new HostNic("name:eth3", "eth3", 1500, "", "192.0.2.1/24"), new HostNic("name:eth4", "eth4", 1500)] },
            null, null);
        InventorySnapshot snapshot = InventorySnapshot.Empty with { Switches = ImmutableDictionary<Guid, SwitchConfig>.Empty.Add(other.Id, other) };
        Assert.Equal(["prod/Uplink 1", "standard switch vSwitch0", "192.0.2.1/24", ""], NicChoice.Of(snapshot, host, null).Select(choice => choice.TakenBy));
        Assert.True(NicChoice.Of(snapshot, host, other.Id)[0].IsFree);
    }

    [Fact]
    public void Commands_say_what_becomes_of_each_host_and_nothing_of_the_others()
    {
        JsonArray before = [Member("h1", "eth1"), Member("h2", "eth1"), Member("h3", "eth1")];
        JsonArray after = [Member("h1", "eth1"), Member("h2", "eth2"), Member("h4", "eth1")];
        Assert.Equal(
            ["switch set-host prod h2 --uplink Uplink 1=eth2 --wait", "switch add-host prod h4 --uplink Uplink 1=eth1 --wait", "switch remove-host prod h3 --wait"],
            HostPlan.Commands("prod", before, after).Select(words => string.Join(' ', words)));
    }

    [Fact]
    public void A_new_switch_its_hosts_and_its_port_group_are_one_change()
    {
        new HostPlan(_draft).Add("h1");
        _draft.Set("group.name", "web");
        _draft.Set("group.policy.vlan", "10");
        PlannedChange change = NewSwitchPlan.Of(_draft, "Create");
        Assert.Equal(["Switch", "PortGroup"], change.Documents.Select(document => document["kind"]!.GetValue<string>()));
        Assert.Empty(change.Command().ReadErrors);

        // A switch of that name that is there already is none that may be changed by this.
        Assert.All(Assert.IsType<Musubi.Model.Commands.Apply>(change.Command()).Documents, document => Assert.Equal(0, document.Revision));
        Assert.Equal(
            "musubi switch create prod\nmusubi switch add-host prod h1 --wait\nmusubi portgroup create web --switch prod --vlan 10 --wait",
            ChangeText.Cli(change));
        Assert.Contains("---\nkind: PortGroup", ChangeText.Yaml(change), StringComparison.Ordinal);
        _draft.Set("group.name", null);
        Assert.Single(NewSwitchPlan.Of(_draft, "Create").Documents);
    }

    private static JsonObject Member(string host, string nic) => new() { ["host"] = host, ["uplinks"] = new JsonObject { ["Uplink 1"] = nic } };
}
