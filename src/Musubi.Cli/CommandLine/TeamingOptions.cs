using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json.Nodes;
using Musubi.Cli.Output;
using Musubi.Model.Policy;

namespace Musubi.Cli.CommandLine;

/// <summary>Options for teaming and failover, a part of port policy.</summary>
internal sealed class TeamingOptions
{
    private const string Inherit = "inherit";

    private readonly Option<string?> _policy = Symbols.Choice("--teaming", "By which uplink a port's frames leave", "port-id", "explicit-order", "source-mac", "ip-hash", "physical-load", Inherit);
    private readonly Option<string[]> _active = Symbols.Many("--active", "Active uplinks in order; repeat it, or part them by commas", "UPLINKS");
    private readonly Option<string[]> _standby = Symbols.Many("--standby", "Standby uplinks in order", "UPLINKS");
    private readonly Option<string?> _failback = Symbols.YesNo("--failback", "Return to a preferred uplink when it is back", Inherit);
    private readonly Option<string?> _failbackDelay = new("--failback-delay") { Description = "How long an uplink that came back must be up before it is used, such as 100ms or 35s", HelpName = "TIME|inherit" };
    private readonly Option<string?> _notify = Symbols.YesNo("--notify-switches", "Announce MACs when a port moves to another uplink", Inherit);
    private readonly Option<string?> _detection = Symbols.Choice("--failure-detection", "How it is found out that an uplink does not carry", "link", "beacon", Inherit);

    public TeamingOptions()
    {
        _failbackDelay.CustomParser = ReadDelay;
        _failbackDelay.CompletionSources.Add(Inherit);
    }

    public IEnumerable<Symbol> All => [_policy, _active, _standby, _failback, _failbackDelay, _notify, _detection];

    /// <summary>The fields of the teaming object; those not given are null.</summary>
    public (string Name, JsonNode? Value)[] Read(Invocation invocation) =>
    [
        ("policy", invocation.Value(_policy) switch
        {
            "port-id" => "portId",
            "explicit-order" => "explicitOrder",
            "source-mac" => "sourceMac",
            "ip-hash" => "ipHash",
            "physical-load" => "physicalLoad",
            var other => other,
        }),
        ("active", Uplinks(invocation, _active)),
        ("standby", Uplinks(invocation, _standby)),
        ("failback", Flag(invocation.Value(_failback))),
        ("failbackDelayMilliseconds", Milliseconds(invocation.Value(_failbackDelay))),
        ("notifySwitches", Flag(invocation.Value(_notify))),
        ("failureDetection", invocation.Value(_detection)),
    ];

    private static JsonNode? Uplinks(Invocation invocation, Option<string[]> option)
    {
        if (!invocation.IsGiven(option))
        {
            return null;
        }

        string[] texts = invocation.Value(option);
        return texts is [Inherit] ? Inherit : new JsonArray([.. Words.List(texts).Select(u => (JsonNode)u)]);
    }

    private static JsonNode? Flag(string? text) => text is null or Inherit ? text : Words.YesNo(text) ?? false;

    private static JsonNode? Milliseconds(string? text) => text is null or Inherit ? text : long.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>In milliseconds.</summary>
    private static string? ReadDelay(ArgumentResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (text == Inherit)
        {
            return text;
        }

        if (Words.Duration(text) is { } delay && delay.TotalMilliseconds <= Teaming.MaxFailbackDelayMilliseconds)
        {
            return delay.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);
        }

        result.AddError(ErrorText.Line("--failback-delay", text, "must be a time such as 100ms or 35s, at most 10m, or inherit"));
        return null;
    }
}
