using System.Text.Json;
using Musubi.Model.Commands;
using Musubi.Model.Policy;
using Musubi.Model.Reading;

namespace Musubi.Model.Tests.Reading;

public sealed class RequestReaderTests
{
    [Theory]
    [InlineData("""{"vlan": "none"}""", "none")]
    [InlineData("""{"vlan": 10}""", "10")]
    [InlineData("""{"vlan": "10"}""", "10")]
    [InlineData("""{"vlan": "trunk 0,10-20"}""", "trunk 0,10-20")]
    [InlineData("""{"vlan": "Trunk 5"}""", "trunk 5")]
    public void A_VLAN_is_read_in_each_of_its_forms(string policy, string expected) =>
        Assert.Equal(expected, VlanText.Format(ReadPolicy(policy).Vlan.Value!));

    [Theory]
    [InlineData("""{"vlan": "inherit"}""")]
    [InlineData("""{"vlan": null}""")]
    public void A_VLAN_can_be_told_to_inherit_again(string policy) =>
        Assert.True(ReadPolicy(policy).Vlan is { IsGiven: true, Value: null });

    [Theory]
    [InlineData("""{"security": {"promiscuous": "accept"}}""", true)]
    [InlineData("""{"security": {"promiscuous": true}}""", true)]
    [InlineData("""{"security": {"promiscuous": "reject"}}""", false)]
    [InlineData("""{"security": {"promiscuous": false}}""", false)]
    [InlineData("""{"security": "inherit"}""", null)]
    [InlineData("""{"security": {"promiscuous": "inherit"}}""", null)]
    public void Security_is_read_as_words_or_booleans(string policy, bool? expected)
    {
        PolicySpec spec = ReadPolicy(policy);
        Assert.True(spec.Promiscuous.IsGiven);
        Assert.Equal(expected, spec.Promiscuous.Value);
    }

    [Fact]
    public void What_is_absent_is_kept()
    {
        PolicySpec spec = ReadPolicy("""{"teaming": {"failback": false}}""");
        Assert.True(spec is { Failback.Value: false, Active.IsGiven: false, Vlan.IsGiven: false, Blocked.IsGiven: false });
    }

    [Fact]
    public void MAC_learning_is_read_field_by_field_and_inherits_whole()
    {
        PolicySpec some = ReadPolicy("""{"macLearning": {"enabled": true, "limit": 5, "limitPolicy": "allow", "ageingSeconds": "inherit"}}""");
        Assert.Equal((true, 5, MacLimitPolicy.Allow), (some.MacLearning.Value, some.MacLimit.Value, some.MacLimitPolicy.Value));
        Assert.True(some is { MacAgeingSeconds: { IsGiven: true, Value: null }, MacFlooding.IsGiven: false });
        PolicySpec none = ReadPolicy("""{"macLearning": "inherit"}""");
        Assert.True(none is { MacLearning.IsGiven: true, MacLimit.IsGiven: true, MacLimitPolicy.IsGiven: true, MacFlooding.IsGiven: true, MacAgeingSeconds.IsGiven: true });
    }

    [Theory]
    [InlineData("""{"mtu": "9000"}""", "mtu")]
    [InlineData("""{"mtu": 1500.5}""", "mtu")]
    [InlineData("""{"mtu": 99999999999}""", "mtu")]
    [InlineData("""{"name": 5}""", "name")]
    [InlineData("""{"nam\u0065s": 5}""", "names")]
    [InlineData("""{"uplinks": "a"}""", "uplinks")]
    [InlineData("""{"uplinks": [1]}""", "uplinks")]
    [InlineData("""{"hosts": [{"hots": "h1"}]}""", "hosts[0].hots")]
    [InlineData("""{"hosts": [{"host": "h1", "uplinks": ["u1"]}]}""", "hosts[0].uplinks")]
    [InlineData("""{"type": "odd"}""", "type")]
    [InlineData("""{"policy": 5}""", "policy")]
    [InlineData("""{"policy": {"vlan": true}}""", "policy.vlan")]
    [InlineData("""{"policy": {"vlan": "trunk "}}""", "policy.vlan")]
    [InlineData("""{"policy": {"vlan": -5}}""", "policy.vlan")]
    [InlineData("""{"policy": {"blocked": "yes"}}""", "policy.blocked")]
    [InlineData("""{"policy": {"security": {"promiscuous": "yes"}}}""", "policy.security.promiscuous")]
    [InlineData("""{"policy": {"security": {"forged": "accept"}}}""", "policy.security.forged")]
    [InlineData("""{"policy": {"teaming": {"policy": "lacp"}}}""", "policy.teaming.policy")]
    [InlineData("""{"policy": {"macLearning": "on"}}""", "policy.macLearning")]
    [InlineData("""{"policy": {"macLearning": {"enabled": "on"}}}""", "policy.macLearning.enabled")]
    [InlineData("""{"policy": {"macLearning": {"limit": "many"}}}""", "policy.macLearning.limit")]
    [InlineData("""{"policy": {"macLearning": {"limitPolicy": "forget"}}}""", "policy.macLearning.limitPolicy")]
    [InlineData("""{"policy": {"macLearning": {"aging": 5}}}""", "policy.macLearning.aging")]
    [InlineData("""{"revision": -1}""", "revision")]
    [InlineData("""[]""", "")]
    [InlineData("""null""", "")]
    public void Wrong_forms_and_unknown_fields_are_named_by_their_path(string body, string field) =>
        Assert.Equal(field, Assert.Single(RequestReader.UpdateSwitch("dvs", JsonDocument.Parse(body).RootElement).ReadErrors).Field);

    [Theory]
    [InlineData("""{"attachment": {"type": "usb"}}""", "attachment")]
    [InlineData("""{"attachment": {"type": "tap", "interface": "t", "namespace": "x"}}""", "attachment.namespace")]
    [InlineData("""{"mac": "02-00"}""", "mac")]
    public void Wrong_attachments_are_named(string body, string field) =>
        Assert.Equal(field, Assert.Single(RequestReader.ConnectVnic("vm", "nic0", JsonDocument.Parse(body).RootElement).ReadErrors).Field);

    private static PolicySpec ReadPolicy(string policy)
    {
        UpdateSwitch command = RequestReader.UpdateSwitch("dvs", JsonDocument.Parse($$"""{"policy": {{policy}}}""").RootElement);
        Assert.Empty(command.ReadErrors);
        return command.Spec.Policy;
    }
}
