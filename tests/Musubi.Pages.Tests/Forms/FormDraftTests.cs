using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Model.Commands;
using Musubi.Model.Reading;
using Musubi.Model.Resources;
using Musubi.Pages.Forms;

namespace Musubi.Pages.Tests.Forms;

/// <summary>What a form asks of the controller.</summary>
public sealed class FormDraftTests
{
    [Fact]
    public void Nothing_is_asked_while_nothing_is_changed()
    {
        FormDraft draft = FormDraft.Of(Web(), 7);
        Assert.Empty(draft.Body());
        draft.Set("portCount", 9);
        draft.Set("portCount", 8);
        Assert.Empty(draft.Body());
    }

    [Fact]
    public void What_is_changed_is_asked_and_nothing_beside_it()
    {
        FormDraft draft = FormDraft.Of(Web(), 7);
        draft.Set("policy.security.promiscuous", "accept");
        draft.Set("policy.teaming.active", new JsonArray("Uplink 2"));
        AssertBody("""{"policy":{"security":{"promiscuous":"accept"},"teaming":{"active":["Uplink 2"]}}}""", draft);
    }

    [Fact]
    public void What_is_given_no_more_is_inherited_or_none()
    {
        FormDraft draft = FormDraft.Of(Web() with { NetworkResourcePool = "gold" }, 7);
        draft.Set("policy.vlan", null);
        draft.Set("networkResourcePool", null);
        AssertBody("""{"policy":{"vlan":"inherit"},"networkResourcePool":"none"}""", draft);
        UpdatePortGroup command = RequestReader.UpdatePortGroup("web", JsonSerializer.SerializeToElement(draft.Body()));
        Assert.Empty(command.ReadErrors);
        Assert.True(command.Spec.Policy.Vlan.IsGiven);
        Assert.Null(command.Spec.Policy.Vlan.Value);
    }

    [Fact]
    public void A_shaping_limit_is_given_as_a_whole()
    {
        FormDraft draft = FormDraft.Of(Web() with { Policy = new PolicyResource { Shaping = new ShapingResource(new ShapingLimitResource(true, 1_000_000, 2_000_000, 70_000), null) } }, 7);
        draft.Set("policy.shaping.ingress.peakBitsPerSecond", 3_000_000);
        AssertBody("""{"policy":{"shaping":{"ingress":{"enabled":true,"averageBitsPerSecond":1000000,"peakBitsPerSecond":3000000,"burstBytes":70000}}}}""", draft);
    }

    [Fact]
    public void A_number_that_is_none_is_kept_as_it_was_typed()
    {
        FormDraft draft = FormDraft.Of(Web(), 7);
        draft.Set("portCount", "many");
        Assert.Equal("many", draft.Text("portCount"));
        Assert.Contains(RequestReader.UpdatePortGroup("web", JsonSerializer.SerializeToElement(draft.Body())).ReadErrors, error => error.Field == "portCount");
    }

    [Fact]
    public void What_others_changed_meanwhile_stays_theirs()
    {
        FormDraft draft = FormDraft.Of(Web(), 7);
        draft.Set("policy.security.promiscuous", "accept");
        Assert.Empty(draft.Rebase(Web() with { PortCount = 64, Policy = new PolicyResource { Vlan = "20" } }, 9));
        Assert.Equal(9, draft.Revision);
        Assert.Equal(("64", "20"), (draft.Text("portCount"), draft.Text("policy.vlan")));
        AssertBody("""{"policy":{"security":{"promiscuous":"accept"}}}""", draft);
    }

    [Fact]
    public void What_both_changed_is_named_and_what_was_typed_is_kept()
    {
        FormDraft draft = FormDraft.Of(Web(), 7);
        draft.Set("policy.vlan", "30");
        draft.Set("portCount", 64);
        Assert.Equal(["policy.vlan"], draft.Rebase(Web() with { PortCount = 64, Policy = new PolicyResource { Vlan = "20" } }, 9));
        AssertBody("""{"policy":{"vlan":"30"}}""", draft);
    }

    [Fact]
    public void Two_people_may_change_different_hosts_of_one_switch()
    {
        FormDraft draft = FormDraft.Of(Switch(("h1", "eth1"), ("h2", "eth1"), ("h3", "eth1")), 7);
        draft.Set("hosts", Hosts(("h1", "eth2"), ("h3", "eth1"), ("h4", "eth1")));
        Assert.Empty(draft.Rebase(Switch(("h0", "eth1"), ("h1", "eth1"), ("h2", "eth1"), ("h3", "eth9")), 9));
        Assert.True(JsonNode.DeepEquals(Hosts(("h0", "eth1"), ("h1", "eth2"), ("h3", "eth9"), ("h4", "eth1")), draft.Find("hosts")), draft.Text("hosts"));
    }

    [Fact]
    public void The_host_that_both_changed_is_named()
    {
        FormDraft draft = FormDraft.Of(Switch(("h1", "eth1"), ("h2", "eth1")), 7);
        draft.Set("hosts", Hosts(("h1", "eth2"), ("h2", "eth1")));
        Assert.Equal(["hosts h1"], draft.Rebase(Switch(("h1", "eth3")), 9));
        Assert.True(JsonNode.DeepEquals(Hosts(("h1", "eth2")), draft.Find("hosts")), draft.Text("hosts"));
    }

    [Fact]
    public void A_copy_is_a_new_object_with_another_name()
    {
        FormDraft draft = FormDraft.Copy(Web(), "web 2");
        Assert.Null(draft.Revision);
        CreatePortGroup command = RequestReader.CreatePortGroup(JsonSerializer.SerializeToElement(draft.Body()));
        Assert.Empty(command.ReadErrors);
        Assert.Equal(("web 2", "prod", 8), (command.Spec.Name, command.Spec.Switch, command.Spec.PortCount));
        Assert.False(draft.Wanted.ContainsKey("id") || draft.Wanted.ContainsKey("switchId"));
    }

    [Theory]
    [InlineData("lags[0].mode", "passive")]
    [InlineData("lags[0].name", "lag2")]
    public void Items_of_lists_are_changed_in_their_place(string path, string value)
    {
        FormDraft draft = FormDraft.New(new JsonObject { ["lags"] = new JsonArray(new JsonObject { ["name"] = "lag1", ["mode"] = "active" }) });
        draft.Set(path, value);
        Assert.Equal(value, draft.Text(path));
    }

    [Theory]
    [InlineData("policy.vlan", "policy", true)]
    [InlineData("lags[0].name", "lags[0]", true)]
    [InlineData("lags[10]", "lags[1]", false)]
    [InlineData("policyX", "policy", false)]
    public void Errors_belong_to_the_field_that_holds_what_they_name(string error, string field, bool within) => Assert.Equal(within, FormPath.IsWithin(error, field));

    [Theory]
    [InlineData("100M", 100_000_000L)]
    [InlineData("1.5G", 1_500_000_000L)]
    [InlineData("8000", 8_000L)]
    [InlineData("1.0001k", null)]
    [InlineData("fast", null)]
    [InlineData("", null)]
    public void Amounts_are_read_as_people_type_them(string text, long? amount) => Assert.Equal(amount, Amounts.Read(text));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1_500_000_000, "1500M")]
    [InlineData(10_000_000_000, "10G")]
    [InlineData(65_536, "65536")]
    public void Amounts_are_written_exactly(long amount, string text)
    {
        Assert.Equal(text, Amounts.Write(amount));
        Assert.Equal(amount, Amounts.Read(text));
    }

    private static PortGroupResource Web() => new()
    {
        Id = Samples.Id(2),
        Name = "web",
        Revision = 7,
        Switch = "prod",
        SwitchId = Samples.Id(1),
        PortCount = 8,
        Elastic = true,
        PortOverrides = ["blocked"],
        ResetAtDisconnect = true,
        Policy = new PolicyResource { Vlan = "10" },
    };

    private static object Switch(params (string Host, string Nic)[] hosts) => new { Name = "prod", Hosts = Hosts(hosts) };

    private static JsonArray Hosts(params (string Host, string Nic)[] hosts) =>
        [.. hosts.Select(host => new JsonObject { ["host"] = host.Host, ["uplinks"] = new JsonObject { ["Uplink 1"] = host.Nic } })];

    private static void AssertBody(string json, FormDraft draft) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), draft.Body()), draft.Body().ToJsonString());
}
