using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using Musubi.Cli.Commands;
using Musubi.Cli.Output;

namespace Musubi.Cli.CommandLine;

/// <summary>Options for what a vNIC has of uplinks.</summary>
internal sealed class IoAllocationOptions
{
    private readonly Option<JsonNode?> _shares = Of("--io-shares", "Its shares of a full uplink against other vNICs", "N|low|normal|high", IoText.Shares, "must be a whole number from 1 to 100, low, normal or high");

    private readonly Option<JsonNode?> _reservation =
        Of("--io-reservation", "What it gets of an uplink at least, in bits a second; 0 for none", "RATE", IoText.Rate, "must be a rate in bits a second, such as 100M");

    private readonly Option<JsonNode?> _limit =
        Of("--io-limit", "What it gets of an uplink at most, in bits a second", "RATE|none", IoText.Limit, "must be a rate in bits a second, such as 100M, or none");

    public IEnumerable<Symbol> All => [_shares, _reservation, _limit];

    /// <summary>Null when none is given.</summary>
    public JsonObject? Read(Invocation invocation)
    {
        JsonObject fields = [];
        fields.AddIf("shares", invocation.Value(_shares));
        fields.AddIf("reservationBitsPerSecond", invocation.Value(_reservation));
        fields.AddIf("limitBitsPerSecond", invocation.Value(_limit));
        return fields.Count > 0 ? fields : null;
    }

    private static Option<JsonNode?> Of(string name, string description, string form, Func<string, JsonNode?> read, string rule)
    {
        Option<JsonNode?> option = new(name) { Description = description, HelpName = form };
        option.CustomParser = result => Parse(name, result, read, rule);
        return option;
    }

    private static JsonNode? Parse(string name, ArgumentResult result, Func<string, JsonNode?> read, string rule)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        JsonNode? value = read(text);
        if (value is null)
        {
            result.AddError(ErrorText.Line(name, text, rule));
        }

        return value;
    }
}
