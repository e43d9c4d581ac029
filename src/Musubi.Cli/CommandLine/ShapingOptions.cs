using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using Musubi.Cli.Output;

namespace Musubi.Cli.CommandLine;

/// <summary>Options for traffic shaping, a part of port policy.</summary>
internal sealed class ShapingOptions
{
    private const string Inherit = "inherit";
    private const string Off = "off";

    private readonly Option<JsonNode?> _ingress = Limit("--shape-ingress", "What the VM may send");
    private readonly Option<JsonNode?> _egress = Limit("--shape-egress", "What the VM may be sent");

    public IEnumerable<Symbol> All => [_ingress, _egress];

    /// <summary>The fields of the shaping object; those not given are null.</summary>
    public (string Name, JsonNode? Value)[] Read(Invocation invocation) => [("ingress", invocation.Value(_ingress)), ("egress", invocation.Value(_egress))];

    private static Option<JsonNode?> Limit(string name, string description)
    {
        Option<JsonNode?> option = new(name)
        {
            Description = $"{description}: an average in bits a second such as 100M, with peak=RATE and burst=BYTES behind it if need be (100M,peak=1G,burst=2M); or off, or inherit",
            HelpName = "RATE[,peak=RATE][,burst=BYTES]|off|inherit",
        };
        option.CustomParser = result => Parse(name, result);
        option.CompletionSources.Add(Off, Inherit);
        return option;
    }

    private static JsonNode? Parse(string name, ArgumentResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (text is Off or Inherit)
        {
            return text == Inherit ? Inherit : new JsonObject { ["enabled"] = false };
        }

        string[] parts = text.Split(',');
        JsonObject limit = new() { ["enabled"] = true };
        bool right = Take(limit, "averageBitsPerSecond", parts[0]);
        foreach (string part in parts.Skip(1))
        {
            right &= part.Split('=', 2) switch
            {
                ["peak", string rate] => Take(limit, "peakBitsPerSecond", rate),
                ["burst", string bytes] => Take(limit, "burstBytes", bytes),
                _ => false,
            };
        }

        if (!right)
        {
            result.AddError(ErrorText.Line(name, text, "must be a rate such as 100M, with peak= and burst= behind it at most once each (100M,peak=1G,burst=2M), off, or inherit; k, M and G are thousands, millions and thousands of millions"));
        }

        return limit;
    }

    private static bool Take(JsonObject limit, string field, string text)
    {
        if (limit.ContainsKey(field) || Words.Quantity(text) is not { } number)
        {
            return false;
        }

        limit[field] = number;
        return true;
    }
}
