using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using Musubi.Cli.Output;

namespace Musubi.Cli.CommandLine;

/// <summary>Options for how a switch carries frames for groups.</summary>
internal sealed class MulticastOptions
{
    private const string Flood = "flood";
    private const string None = "none";

    private readonly Option<string?> _filtering = Symbols.Choice("--multicast-filtering", "By what frames for groups find their ports", "basic", "snooping");
    private readonly Option<string?> _unregistered = Symbols.Choice("--multicast-unregistered", "With snooping: groups that nobody has asked for", "drop", Flood);
    private readonly Option<JsonNode?> _querier = Querier();

    public IEnumerable<Symbol> All => [_filtering, _unregistered, _querier];

    /// <summary>Adds the members of a request that are given.</summary>
    public void Read(Invocation invocation, JsonObject body)
    {
        if (invocation.Value(_filtering) is { } filtering)
        {
            body["multicastFiltering"] = filtering;
        }

        if (invocation.Value(_unregistered) is { } unregistered)
        {
            body["multicastFloodUnregistered"] = unregistered == Flood;
        }

        if (invocation.Value(_querier) is { } querier)
        {
            body["multicastQuerier"] = querier.DeepClone();
        }
    }

    private static Option<JsonNode?> Querier()
    {
        Option<JsonNode?> option = new("--multicast-querier")
        {
            Description = "With snooping: whether the switch asks for listeners while nobody else does, how often in seconds, and from which addresses; without an address it asks guests only",
            HelpName = "on|off[,interval=SECONDS][,ipv4=ADDRESS|none][,ipv6=ADDRESS|none]",
        };
        option.CustomParser = Parse;
        option.CompletionSources.Add("on", "off");
        return option;
    }

    private static JsonObject Parse(ArgumentResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        JsonObject querier = [];
        bool right = text.Length > 0;
        foreach (string part in text.Split(','))
        {
            right &= part.Split('=', 2) switch
            {
                ["on"] => querier.TryAdd("enabled", true),
                ["off"] => querier.TryAdd("enabled", false),
                ["interval", string seconds] => Words.Number(seconds) is { } number && querier.TryAdd("intervalSeconds", number),
                [("ipv4" or "ipv6") and string family, string address] => querier.TryAdd(family, address == None ? "" : address),
                _ => false,
            };
        }

        if (!right)
        {
            result.AddError(ErrorText.Line("--multicast-querier", text, "must be on or off, interval=SECONDS, ipv4=ADDRESS and ipv6=ADDRESS (or none), each at most once, parted by commas"));
        }

        return querier;
    }
}
