using System.Text.Json.Nodes;
using Musubi.Model.Commands;
using Musubi.Pages.Changes;

namespace Musubi.Pages.Tests;

/// <summary>What a page is about to do, as a script would write it.</summary>
public sealed class ChangeTextTests
{
    [Fact]
    public void A_command_line_has_quotes_where_a_shell_wants_them()
    {
        PlannedChange change = Make(["switch", "add-host", "prod", "h1", "--uplink", "Uplink 1=eth1", "--note", "it's"]);
        Assert.Equal("musubi switch add-host prod h1 --uplink 'Uplink 1=eth1' --note 'it'\\''s'", ChangeText.Cli(change));
    }

    [Fact]
    public void A_document_is_YAML_that_says_the_same()
    {
        PlannedChange change = PlannedChanges.CreatePortGroup(
            new JsonObject
            {
                ["name"] = "web 2",
                ["switch"] = "prod",
                ["portCount"] = 8,
                ["elastic"] = true,
                ["policy"] = new JsonObject { ["vlan"] = "10", ["teaming"] = new JsonObject { ["active"] = new JsonArray("Uplink 1", "yes"), ["standby"] = new JsonArray() } },
            },
            "Create port group",
            []);
        Assert.Equal(
            """
            kind: PortGroup
            name: web 2
            switch: prod
            portCount: 8
            elastic: true
            policy:
              vlan: "10"
              teaming:
                active:
                  - Uplink 1
                  - "yes"
                standby: []

            """,
            ChangeText.Yaml(change));
    }

    [Fact]
    public void A_file_knows_no_revision_but_the_call_does()
    {
        JsonObject body = new() { ["revision"] = 7, ["portCount"] = 8 };
        PlannedChange change = PlannedChanges.UpdatePortGroup(Samples.Group, body, "Change", ["--ports", "8"]);
        Assert.DoesNotContain("revision", ChangeText.Yaml(change), StringComparison.Ordinal);
        Assert.Contains("PATCH /api/v1/portgroups/web", ChangeText.Rest(change), StringComparison.Ordinal);
        Assert.Contains("\"revision\": 7", ChangeText.Rest(change), StringComparison.Ordinal);
        Assert.Equal(7, Assert.IsType<UpdatePortGroup>(change.Command()).Revision);
    }

    [Fact]
    public void Rules_are_what_a_command_reads()
    {
        PlannedChange change = Make(["portgroup", "set", "web", "--filtering", "on", "--wait"])
            .WithRules(JsonNode.Parse("""{"enabled":true,"rules":[{"name":"no-ssh"}]}"""), ["portgroup", "rule"], "web");
        Assert.Equal(
            """
            musubi portgroup set web --filtering on --wait
            musubi portgroup rule set web -f - --wait <<'END'
            [
              {
                "name": "no-ssh"
              }
            ]
            END
            """,
            ChangeText.Cli(change));
    }

    private static PlannedChange Make(string[] words) => new("", HttpMethod.Post, "/", null, () => new DeletePortGroup("x", 1), words);
}
