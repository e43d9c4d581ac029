using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>What has filtering rules: a port group, a port, a switch for its ports, or the uplinks of a switch.</summary>
/// <param name="Noun">The command's word for its rules: "rule", "uplink-rule".</param>
/// <param name="Argument">What stands for it on the command line, in capitals.</param>
/// <param name="About">How its argument is written.</param>
/// <param name="Subject">What it is called in messages.</param>
/// <param name="Field">Where its filtering stands in its resource, parted by dots.</param>
/// <param name="Rules">The last part of the route that shows rules with hits; null where there are none to count.</param>
/// <param name="Find">Its resource and its route.</param>
internal sealed record RuleOwner(
    string Noun, string Argument, string About, string Subject, string Field, string? Rules, Func<Invocation, string, Task<(JsonElement Item, string Path)>> Find)
{
    public static RuleOwner PortGroup { get; } = new("rule", "PORTGROUP", "Name or id", "port group", "policy.filtering", "rules",
        (invocation, name) => GetAsync(invocation, Routes.Of(Routes.PortGroups, name)));

    public static RuleOwner Port { get; } = new("rule", "PORT", "SWITCH/NUMBER, such as prod/12, or its id", "port", "policy.filtering", "rules", FindPortAsync);

    public static RuleOwner Switch { get; } = new("rule", "SWITCH", "Name or id", "switch", "policy.filtering", null,
        (invocation, name) => GetAsync(invocation, Routes.Of(Routes.Switches, name)));

    public static RuleOwner Uplinks { get; } = new("uplink-rule", "SWITCH", "Name or id", "switch", "uplinkFiltering", "uplink-rules",
        (invocation, name) => GetAsync(invocation, Routes.Of(Routes.Switches, name)));

    /// <summary>A request's body that gives it these rules and nothing else.</summary>
    public JsonObject Body(IEnumerable<JsonNode> rules)
    {
        JsonNode body = new JsonObject { ["rules"] = new JsonArray([.. rules]) };
        foreach (string part in Field.Split('.').Reverse())
        {
            body = new JsonObject { [part] = body };
        }

        return (JsonObject)body;
    }

    /// <summary>Its own rules, as they can be sent again.</summary>
    public List<JsonNode> OwnRules(JsonElement item) => [.. item.Items($"{Field}.rules").Select(rule => JsonNode.Parse(rule.GetRawText())!)];

    /// <summary>It takes rules from above that its own would replace.</summary>
    public bool Inherits(JsonElement item) => item.Find(Field) is null && item.Number($"effective.{Field}.ruleCount") > 0;

    private static async Task<(JsonElement Item, string Path)> FindPortAsync(Invocation invocation, string name)
    {
        JsonElement port = await ObjectFinder.FindPortAsync(invocation, name).ConfigureAwait(false);
        return (port, Routes.Of(Routes.Ports, port.Text("id")));
    }

    private static async Task<(JsonElement Item, string Path)> GetAsync(Invocation invocation, string path) => (await invocation.GetAsync(path).ConfigureAwait(false), path);
}
