using Musubi.Cli.Tests.Fakes;
using Musubi.Model;
using Musubi.Model.Commands;
using Musubi.Model.Policy.Filtering;
using Musubi.Model.Reading;
using Musubi.Model.Resources;
using Musubi.Model.Validation;

namespace Musubi.Cli.Tests;

public sealed class RuleCommandTests
{
    private static readonly FilterRule NoSsh = new()
    {
        Name = "no ssh",
        Direction = FilterDirection.Ingress,
        Action = FilterAction.Drop,
        Match = new FilterMatch { Protocol = new NumberMatch(6, 6, false), DestinationPort = new NumberMatch(22, 22, false) },
    };

    private static readonly FilterRule Voice = new() { Name = "voice", Action = FilterAction.Mark, Cos = 5, Dscp = 46, Match = new FilterMatch { Protocol = new NumberMatch(17, 17, false) } };

    private readonly CommandRunner _musubi = new();

    [Fact]
    public async Task A_rule_is_added_at_the_end_of_those_that_are_there()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/portgroups/web", Group(Voice)).On("PATCH /api/v1/portgroups/web", Samples.Changed());

        Outcome outcome = await _musubi.RunAsync(server, "portgroup", "rule", "add", "web", "--name", "no ssh", "--drop", "--direction", "ingress", "--protocol", "tcp", "--destination-port", "22");

        Assert.Equal((0, "rule no ssh was added (revision 8)\n", ""), (outcome.Code, outcome.Out, outcome.Error));
        Assert.Equal("\"7\"", server.Requests[1].IfMatch);
        Assert.Equal([Voice, NoSsh], RulesOf(server.Requests[1]));
    }

    [Fact]
    public async Task Every_question_can_be_asked_on_the_command_line_and_turned_round()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/portgroups/web", Group()).On("PATCH /api/v1/portgroups/web", Samples.Changed());

        Outcome outcome = await _musubi.RunAsync(server, "portgroup", "rule", "add", "web", "--name", "all", "--set-cos", "5", "--set-dscp", "46",
            "--source-mac", "00:50:56:00:00:00/24", "--destination-mac", "not 01:00:00:00:00:00/01:00:00:00:00:00", "--ether-type", "ipv4", "--vlan", "10-20", "--cos", "not 7",
            "--source", "10.0.0.0/8", "--destination", "not 192.0.2.1", "--protocol", "tcp", "--source-port", "1024-65535", "--destination-port", "not 22", "--tcp-flags", "syn,!ack",
            "--dscp", "0", "--traffic", "not virtual-machine");
        await _musubi.RunAsync(server, "portgroup", "rule", "add", "web", "--name", "ping", "--allow", "--protocol", "icmpv6", "--icmp-type", "128", "--icmp-code", "0");

        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        FilterRule all = Assert.Single(RulesOf(server.Requests[1]));
        Assert.Equal((FilterAction.Mark, FilterDirection.Both, 5, 46), (all.Action, all.Direction, all.Cos, all.Dscp));
        Assert.Equal(
            "sourceMac 00:50:56:00:00:00/24; destinationMac not 01:00:00:00:00:00/01:00:00:00:00:00; etherType ipv4; vlan 10-20; cos not 7; source 10.0.0.0/8; destination not 192.0.2.1; protocol tcp; "
            + "sourcePort 1024-65535; destinationPort not 22; tcpFlags syn,!ack; dscp 0; traffic not virtualMachine",
            string.Join("; ", FilterFields.Write(all.Match).Select(field => $"{field.Key} {field.Value}")));
        Assert.Equal(["protocol icmpv6", "icmpType 128", "icmpCode 0"], FilterFields.Write(Assert.Single(RulesOf(server.Requests[3])).Match).Select(field => $"{field.Key} {field.Value}"));
        Assert.Equal(FilterFields.All.Count, FilterFields.Write(all.Match).Count() + 2);
    }

    [Fact]
    public async Task A_rule_can_be_put_before_another_and_taken_away_again()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/portgroups/web", Group(Voice, NoSsh)).On("PATCH /api/v1/portgroups/web", Samples.Changed());

        await _musubi.RunAsync(server, "portgroup", "rule", "add", "web", "--name", "first", "--allow", "--before", "no ssh");
        Outcome removed = await _musubi.RunAsync(server, "portgroup", "rule", "remove", "web", "--name", "voice");

        Assert.Equal(["voice", "first", "no ssh"], RulesOf(server.Requests[1]).Select(rule => rule.Name));
        Assert.Equal([NoSsh], RulesOf(server.Requests[3]));
        Assert.Equal((0, "rule voice was removed (revision 8)\n"), (removed.Code, removed.Out));

        Outcome missing = await _musubi.RunAsync(server, "portgroup", "rule", "remove", "web", "--name", "none");
        Assert.Equal((4, "rule: no such rule exists (got \"none\")\n"), (missing.Code, missing.Error));
        Outcome nowhere = await _musubi.RunAsync(server, "portgroup", "rule", "add", "web", "--name", "r", "--drop", "--before", "none");
        Assert.Equal(4, nowhere.Code);
    }

    [Fact]
    public async Task Whoever_takes_rules_from_above_is_told_that_its_own_take_their_place()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        PortGroupResource group = Samples.PortGroup();
        server.On("GET /api/v1/portgroups/web", group with { Effective = group.Effective! with { Policy = group.Effective.Policy with { Filtering = FilteringResource.CountOf(new FilteringConfig(true, [Voice])) } } }).On("PATCH /api/v1/portgroups/web", Samples.Changed());

        Outcome outcome = await _musubi.RunAsync(server, "portgroup", "rule", "add", "web", "--name", "no ssh", "--drop", "--direction", "ingress", "--protocol", "tcp", "--destination-port", "22");

        Assert.Equal("warning: port group web had the rules of the level above; its own take their place\n", outcome.Error);
        Assert.Equal([NoSsh], RulesOf(server.Requests[1]));

        Outcome removed = await _musubi.RunAsync(server, "portgroup", "rule", "remove", "web", "--name", "voice");
        Assert.Equal((4, "rule: no such rule exists of its own: those that apply are of the level above (got \"voice\")\n"), (removed.Code, removed.Error));
    }

    [Fact]
    public async Task A_rule_is_moved_before_another_or_to_the_end()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/portgroups/web", Group(Voice, NoSsh, Voice with { Name = "last" })).On("PATCH /api/v1/portgroups/web", Samples.Changed());

        Outcome first = await _musubi.RunAsync(server, "portgroup", "rule", "move", "web", "--name", "last", "--before", "voice");
        await _musubi.RunAsync(server, "portgroup", "rule", "move", "web", "--name", "voice");
        await _musubi.RunAsync(server, "portgroup", "rule", "move", "web", "--name", "voice", "--before", "last");

        Assert.Equal((0, "rule last was moved (revision 8)\n", ""), (first.Code, first.Out, first.Error));
        Assert.Equal("\"7\"", server.Requests[1].IfMatch);
        Assert.Equal(["last", "voice", "no ssh"], RulesOf(server.Requests[1]).Select(rule => rule.Name));
        Assert.Equal(["no ssh", "last", "voice"], RulesOf(server.Requests[3]).Select(rule => rule.Name));
        Assert.Equal(["no ssh", "voice", "last"], RulesOf(server.Requests[5]).Select(rule => rule.Name));
        Assert.Equal(4, (await _musubi.RunAsync(server, "portgroup", "rule", "move", "web", "--name", "none")).Code);
        Assert.Equal(4, (await _musubi.RunAsync(server, "portgroup", "rule", "move", "web", "--name", "voice", "--before", "none")).Code);
        Outcome itself = await _musubi.RunAsync(server, "portgroup", "rule", "move", "web", "--name", "voice", "--before", "voice");
        Assert.Equal((2, "--before: must be another rule than the one that is moved (got \"voice\")\n"), (itself.Code, itself.Error));
    }

    [Theory]
    [InlineData("one of --allow, --drop, and --set-cos with or without --set-dscp must be given")]
    [InlineData("one of --allow, --drop, and --set-cos with or without --set-dscp must be given", "--allow", "--drop")]
    [InlineData("one of --allow, --drop, and --set-cos with or without --set-dscp must be given", "--drop", "--set-dscp", "5")]
    [InlineData("--set-dscp: must be a whole number from 0 to 63 (got \"64\")", "--set-dscp", "64")]
    [InlineData("--vlan: must be a number or a range (1000-2000) from 0 to 4094 (got \"5000\")", "--drop", "--vlan", "5000")]
    [InlineData("--destination-port: must be a number or a range (1000-2000) from 0 to 65535 (got \"not ssh\")", "--drop", "--destination-port", "not ssh")]
    [InlineData("--direction: must be ingress, egress or both (got \"in\")", "--drop", "--direction", "in")]
    public async Task Wrong_rules_are_named_before_anything_is_sent(string error, params string[] options)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        Outcome outcome = await _musubi.RunAsync(server, ["portgroup", "rule", "add", "web", "--name", "r", .. options]);
        Assert.Equal(2, outcome.Code);
        Assert.Contains(error, outcome.ErrorLines);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("- {name: no ssh, direction: ingress, action: drop, match: {protocol: tcp, destinationPort: 22}}\n- {name: voice, action: mark, cos: 5, dscp: 46, match: {protocol: udp}}")]
    [InlineData("rules:\n- name: no ssh\n  direction: ingress\n  action: drop\n  match:\n    protocol: tcp\n    destinationPort: \"22\"\n- {name: voice, action: mark, cos: 5, dscp: 46, match: {protocol: 17}}")]
    [InlineData("""[{"name": "no ssh", "direction": "ingress", "action": "drop", "match": {"protocol": "tcp", "destinationPort": "22"}, "hits": 5}, {"name": "voice", "action": "mark", "cos": 5, "dscp": 46, "match": {"protocol": "udp"}}]""")]
    public async Task All_rules_are_replaced_by_those_of_a_file(string text)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches/prod", Samples.Switch()).On("PATCH /api/v1/switches/prod", Samples.Changed());
        using TemporaryFolder folder = new();

        Outcome outcome = await _musubi.RunAsync(server, "switch", "uplink-rule", "set", "prod", "-f", folder.Write("rules.yaml", text));

        Assert.Equal((0, "switch prod has new rules (revision 8)\n", ""), (outcome.Code, outcome.Out, outcome.Error));
        UpdateSwitch command = RequestReader.UpdateSwitch("prod", server.Requests[1].Json);
        Assert.Empty(command.ReadErrors);
        Assert.Equal([NoSsh, Voice], command.Spec.UplinkFiltering.Rules.Value!.Value);
        Assert.False(command.Spec.Policy.Filtering.IsGiven);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("rules: 5")]
    [InlineData("rules: [5]")]
    [InlineData("[1]\n---\n[2]", 3)]
    public async Task A_file_without_a_list_of_rules_is_refused(string text, int code = 2)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        using TemporaryFolder folder = new();
        Outcome outcome = await _musubi.RunAsync(server, "portgroup", "rule", "set", "web", "-f", folder.Write("rules.yaml", text));
        Assert.True(outcome.Code == code, outcome.Error);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Rules_of_a_port_are_listed_with_their_hits()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/ports?switch=prod&number=12", Samples.List(Samples.Port())).On($"GET /api/v1/ports/{Samples.Id}", Samples.Port());
        server.On($"GET /api/v1/ports/{Samples.Id}/rules", new RuleListResource
        {
            Of = "port prod/12",
            Origin = "portGroup",
            Enabled = true,
            Counted = 1,
            Rules = [FilterRuleResource.Of(NoSsh) with { Hits = 12 }, FilterRuleResource.Of(Voice) with { Hits = 0 }],
        });

        Outcome outcome = await _musubi.RunAsync(server, "port", "rule", "list", "prod/12");

        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Contains(outcome.OutLines, line => System.Text.RegularExpressions.Regex.IsMatch(line, "^ *1 +no ssh +ingress +drop +.*destinationPort 22.* +12$"));
        Assert.Contains(outcome.OutLines, line => System.Text.RegularExpressions.Regex.IsMatch(line, "^ *2 +voice +both +mark .*5.*46.* +0$"));
    }

    [Fact]
    public async Task A_switch_lists_its_own_rules_without_hits_and_its_uplinks_with_them()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches/prod", Samples.Switch() with { Policy = new PolicyResource { Filtering = Filtering(Voice) } });
        server.On("GET /api/v1/switches/prod/uplink-rules", new RuleListResource { Of = "uplinks of switch prod", Enabled = false, Rules = [FilterRuleResource.Of(NoSsh)] });

        Outcome own = await _musubi.RunAsync(server, "switch", "rule", "list", "prod", "-o", "json");
        Outcome uplinks = await _musubi.RunAsync(server, "switch", "uplink-rule", "list", "prod");

        Assert.Equal("voice", own.Json.GetProperty("rules")[0].GetProperty("name").GetString());
        Assert.Contains("no ssh", uplinks.Out, StringComparison.Ordinal);
        Assert.Contains("not in force", uplinks.Out + uplinks.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filtering_is_switched_by_the_set_commands()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/portgroups/web", Group(Voice)).On("PATCH /api/v1/portgroups/web", Samples.Changed());
        server.On("GET /api/v1/switches/prod", Samples.Switch()).On("PATCH /api/v1/switches/prod", Samples.Changed());

        await _musubi.RunAsync(server, "portgroup", "set", "web", "--filtering", "off");
        await _musubi.RunAsync(server, "portgroup", "set", "web", "--filtering", "inherit");
        await _musubi.RunAsync(server, "switch", "set", "prod", "--uplink-filtering", "on");

        FilteringSpec off = RequestReader.UpdatePortGroup("web", server.Requests[1].Json).Spec.Policy.Filtering;
        Assert.True(off is { Enabled.Value: false, Rules.IsGiven: false });
        Assert.Equal(FilteringSpec.Inherit, RequestReader.UpdatePortGroup("web", server.Requests[3].Json).Spec.Policy.Filtering);
        Assert.True(RequestReader.UpdateSwitch("prod", server.Requests[5].Json).Spec is { UplinkFiltering: { Enabled.Value: true, Rules.IsGiven: false }, Policy.Filtering.IsGiven: false });
    }

    [Fact]
    public async Task Errors_and_warnings_of_the_server_are_told()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/portgroups/web", Group(Voice));
        server.On("PATCH /api/v1/portgroups/web", Samples.Changed() with { Warnings = [new ValidationError("policy.filtering.rules[1]", "r", "is never met: rule voice before it is met by everything that it asks for")] });
        Outcome outcome = await _musubi.RunAsync(server, "portgroup", "rule", "add", "web", "--name", "r", "--drop", "--protocol", "udp");
        Assert.Equal((0, "warning: policy.filtering.rules[1]: is never met: rule voice before it is met by everything that it asks for (got \"r\")\n"), (outcome.Code, outcome.Error));
    }

    private static FilteringResource Filtering(params FilterRule[] rules) => FilteringResource.Of(new FilteringConfig(true, [.. rules]));

    private static PortGroupResource Group(params FilterRule[] rules) => Samples.PortGroup() with { Policy = new PolicyResource { Filtering = Filtering(rules) } };

    private static ValueList<FilterRule> RulesOf(SentRequest request)
    {
        UpdatePortGroup command = RequestReader.UpdatePortGroup("web", request.Json);
        Assert.Empty(command.ReadErrors);
        Assert.False(command.Spec.Policy.Filtering.Enabled.IsGiven);
        return command.Spec.Policy.Filtering.Rules.Value!.Value;
    }
}
