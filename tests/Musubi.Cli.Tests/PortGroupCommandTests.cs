using Musubi.Cli.Tests.Fakes;
using Musubi.Model.Commands;
using Musubi.Model.Policy;
using Musubi.Model.Reading;
using Musubi.Model.Validation;

namespace Musubi.Cli.Tests;

public sealed class PortGroupCommandTests
{
    private readonly CommandRunner _musubi = new();

    [Fact]
    public async Task Create_sends_what_the_server_reads_as_the_port_group_that_was_typed()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("POST /api/v1/portgroups", Samples.Changed(), 201);

        Outcome outcome = await _musubi.RunAsync(server, "portgroup", "create", "web", "--switch", "prod", "--vlan", "trunk:0,10-20", "--ports", "16", "--elastic", "no",
            "--allow-override", "security,vlan", "--reset-at-disconnect", "no", "--teaming", "explicit-order", "--active", "Uplink 1", "--standby", "Uplink 2", "--blocked",
            "--mac-learning", "on", "--mac-limit", "64", "--mac-limit-policy", "allow", "--mac-flooding", "off", "--mac-ageing", "inherit",
            "--bpdu-filter", "yes", "--dhcp-guard", "on", "--ra-guard", "inherit", "--spoof-guard", "snooped",
            "--shape-ingress", "100M,peak=1G,burst=2M", "--shape-egress", "off", "--failure-detection", "beacon", "--failback-delay", "35s");

        Assert.Equal((0, "port group web was created (revision 8)\n"), (outcome.Code, outcome.Out));
        CreatePortGroup command = RequestReader.CreatePortGroup(server.Requests[0].Json);
        Assert.Empty(command.ReadErrors);
        PortGroupSpec spec = command.Spec;
        Assert.Equal(("web", "prod", 16, false, false), (spec.Name, spec.Switch, spec.PortCount, spec.Elastic, spec.ResetAtDisconnect));
        Assert.Equal(PolicyCategories.Security | PolicyCategories.Vlan, spec.PortOverrides);
        Assert.Equal(VlanConfig.Trunk(new VlanRange(0, 0), new VlanRange(10, 20)), spec.Policy.Vlan.Value);
        Assert.Equal((TeamingPolicy.ExplicitOrder, true), (spec.Policy.TeamingPolicy.Value, spec.Policy.Blocked.Value));
        Assert.Equal(["Uplink 1"], spec.Policy.Active.Value!.Value);
        Assert.Equal(["Uplink 2"], spec.Policy.Standby.Value!.Value);
        Assert.False(spec.Policy.Failback.IsGiven);
        Assert.Equal((FailureDetection.Beacon, 35_000), (spec.Policy.FailureDetection.Value, spec.Policy.FailbackDelayMilliseconds.Value));
        Assert.Equal((true, 64, MacLimitPolicy.Allow, false), (spec.Policy.MacLearning.Value, spec.Policy.MacLimit.Value, spec.Policy.MacLimitPolicy.Value, spec.Policy.MacFlooding.Value));
        Assert.True(spec.Policy.MacAgeingSeconds is { IsGiven: true, Value: null });
        Assert.Equal((true, true, SpoofGuard.Snooped), (spec.Policy.Guards.BpduFilter.Value, spec.Policy.Guards.DhcpGuard.Value, spec.Policy.Guards.SpoofGuard.Value));
        Assert.True(spec.Policy.Guards.RaGuard is { IsGiven: true, Value: null });
        Assert.Equal(ShapingLimit.Of(100_000_000, 1_000_000_000, 2_000_000), spec.Policy.IngressShaping.Value);
        Assert.Equal(ShapingLimit.Off, spec.Policy.EgressShaping.Value);
    }

    [Fact]
    public async Task What_the_server_warns_of_is_told_beside_the_change()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/portgroups/web", Samples.PortGroup());
        server.On("PATCH /api/v1/portgroups/web", Samples.Changed() with { Warnings = [new ValidationError("policy.teaming.active", "Uplink 1", "is not what is meant")] });

        Outcome outcome = await _musubi.RunAsync(server, "portgroup", "set", "web", "--active", "Uplink 1");

        Assert.Equal((0, "port group web was changed (revision 8)\n"), (outcome.Code, outcome.Out));
        Assert.Equal("warning: policy.teaming.active: is not what is meant (got \"Uplink 1\")\n", outcome.Error);
    }

    [Theory]
    [InlineData("physical-load", "100ms", TeamingPolicy.PhysicalLoad, 100)]
    [InlineData("source-mac", "0", TeamingPolicy.SourceMac, 0)]
    [InlineData("inherit", "inherit", null, null)]
    public async Task Teaming_and_failback_delay_are_sent_as_typed(string policy, string delay, TeamingPolicy? sentPolicy, int? sentDelay)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("POST /api/v1/portgroups", Samples.Changed(), 201);
        await _musubi.RunAsync(server, "portgroup", "create", "web", "--switch", "prod", "--teaming", policy, "--failback-delay", delay);
        PolicySpec spec = RequestReader.CreatePortGroup(server.Requests[0].Json).Spec.Policy;
        Assert.True(spec.TeamingPolicy.IsGiven && spec.FailbackDelayMilliseconds.IsGiven);
        Assert.Equal((sentPolicy, sentDelay), (spec.TeamingPolicy.Value, spec.FailbackDelayMilliseconds.Value));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("11m")]
    [InlineData("-1")]
    public async Task A_failback_delay_that_is_no_time_or_too_long_is_refused(string typed)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        Outcome outcome = await _musubi.RunAsync(server, "portgroup", "set", "web", $"--failback-delay={typed}");
        Assert.Equal(2, outcome.Code);
        Assert.Contains("must be a time such as 100ms", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("fast")]
    [InlineData("100M,peak")]
    [InlineData("100M,burst=1M,burst=1M")]
    [InlineData("peak=100M")]
    [InlineData("99999999999G")]
    public async Task A_shaping_limit_in_another_form_is_refused_and_the_forms_are_named(string typed)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        Outcome outcome = await _musubi.RunAsync(server, "portgroup", "set", "web", "--shape-egress", typed);
        Assert.Equal(2, outcome.Code);
        Assert.Contains("100M,peak=1G,burst=2M", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("none", "none")]
    [InlineData("10", "10")]
    [InlineData("trunk:5", "trunk 5")]
    [InlineData("inherit", "inherit")]
    public async Task Vlans_are_sent_in_the_form_of_the_server(string typed, string sent)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/portgroups/web", Samples.PortGroup()).On("PATCH /api/v1/portgroups/web", Samples.Changed());

        Outcome outcome = await _musubi.RunAsync(server, "portgroup", "set", "web", "--vlan", typed);

        Assert.Equal(0, outcome.Code);
        Assert.Equal(sent, server.Requests[1].Json.GetProperty("policy").GetProperty("vlan").GetString());
        Assert.Empty(RequestReader.UpdatePortGroup("web", server.Requests[1].Json).ReadErrors);
    }

    [Fact]
    public async Task Inherit_takes_every_setting_from_above_again()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/portgroups/web", Samples.PortGroup()).On("PATCH /api/v1/portgroups/web", Samples.Changed());

        await _musubi.RunAsync(server, "portgroup", "set", "web", "--promiscuous", "inherit", "--active", "inherit", "--failback", "inherit", "--blocked", "inherit", "--teaming", "inherit");

        PolicySpec policy = RequestReader.UpdatePortGroup("web", server.Requests[1].Json).Spec.Policy;
        Assert.True(policy.Promiscuous.IsGiven && policy.Active.IsGiven && policy.Failback.IsGiven && policy.Blocked.IsGiven && policy.TeamingPolicy.IsGiven);
        Assert.Equal((null, null, null, null), (policy.Promiscuous.Value, policy.Active.Value, policy.Failback.Value, policy.Blocked.Value));
    }

    [Fact]
    public async Task An_empty_list_of_uplinks_is_sent_as_one()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/portgroups/web", Samples.PortGroup()).On("PATCH /api/v1/portgroups/web", Samples.Changed());

        await _musubi.RunAsync(server, "portgroup", "set", "web", "--standby", "");

        Assert.Equal("""{"policy":{"teaming":{"standby":[]}}}""", server.Requests[1].Body);
    }

    [Fact]
    public async Task All_and_none_stand_for_every_category_and_no_category()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/portgroups/web", Samples.PortGroup()).On("PATCH /api/v1/portgroups/web", Samples.Changed());

        await _musubi.RunAsync(server, "portgroup", "set", "web", "--allow-override", "all");
        await _musubi.RunAsync(server, "portgroup", "set", "web", "--allow-override", "none");

        Assert.Equal(PolicyCategories.All, RequestReader.UpdatePortGroup("web", server.Requests[1].Json).Spec.PortOverrides);
        Assert.Equal(PolicyCategories.None, RequestReader.UpdatePortGroup("web", server.Requests[3].Json).Spec.PortOverrides);
    }

    [Fact]
    public async Task Every_wrong_value_is_named_with_the_rule_before_anything_is_sent()
    {
        await using FakeServer server = await FakeServer.StartAsync();

        Outcome outcome = await _musubi.RunAsync(server, "portgroup", "set", "web", "--vlan", "50x", "--promiscuous", "maybe", "--failback", "perhaps", "--ports", "-1", "--timeout", "3 weeks");

        Assert.Equal(2, outcome.Code);
        Assert.Contains("--vlan: must be none, an id from 1 to 4094, trunk: with ids and ranges from 0 to 4094 (trunk:0,10-20), private: with an id (private:101), or inherit (got \"50x\")", outcome.ErrorLines);
        Assert.Contains("--promiscuous: must be accept, reject or inherit (got \"maybe\")", outcome.ErrorLines);
        Assert.Contains("--failback: must be yes, no or inherit (got \"perhaps\")", outcome.ErrorLines);
        Assert.Contains("--ports: must be a whole number from 0 to 2147483647 (got \"-1\")", outcome.ErrorLines);
        Assert.Contains("--timeout: must be a time such as 500ms, 30s, 2m or 1h, at most 24h (got \"3 weeks\")", outcome.ErrorLines);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Show_tells_the_policy_that_applies_and_where_it_comes_from()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/portgroups/web", Samples.PortGroup());

        Outcome outcome = await _musubi.RunAsync(server, "portgroup", "show", "web");

        Assert.Equal(0, outcome.Code);
        Assert.Contains(outcome.OutLines, line => System.Text.RegularExpressions.Regex.IsMatch(line, "^  vlan +10 +portGroup$"));
        Assert.Contains(outcome.OutLines, line => System.Text.RegularExpressions.Regex.IsMatch(line, "^  security.promiscuous +reject +-$"));
        Assert.Contains(outcome.OutLines, line => System.Text.RegularExpressions.Regex.IsMatch(line, "^policy.vlan +10$"));
        Assert.DoesNotContain("effective", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_shows_the_difference_and_neither_changes_nor_waits()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/portgroups/web", Samples.PortGroup()).On("PATCH /api/v1/portgroups/web?dryRun=true", Samples.Changed(7) with
        {
            DryRun = true,
            Differences =
            [
                Samples.Difference("portGroup web", "policy.vlan", "10", "20"),
                Samples.Difference("portGroup web", "policy.blocked", null, "true"),
                Samples.Difference("port 12 of prod", "", "port 12 of prod", null),
            ],
        });

        Outcome outcome = await _musubi.RunAsync(server, "portgroup", "set", "web", "--vlan", "20", "--dry-run", "--wait");

        Assert.Equal(0, outcome.Code);
        Assert.Equal(["~ portGroup web", "    policy.vlan: 10 → 20", "    policy.blocked: true", "- port 12 of prod"], outcome.OutLines);
        Assert.Equal(2, server.Requests.Count);
    }
}
