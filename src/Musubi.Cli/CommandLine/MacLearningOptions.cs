using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Musubi.Cli.Output;
using Musubi.Model.Policy;

namespace Musubi.Cli.CommandLine;

/// <summary>Options for MAC learning, a part of port policy.</summary>
internal sealed class MacLearningOptions
{
    private const string Inherit = "inherit";

    private readonly Option<string?> _enabled = Symbols.YesNo("--mac-learning", "Learn the MACs behind a guest that bridges; needs forged transmits", Inherit);
    private readonly Option<string?> _limit = NumberOrInherit("--mac-limit", "Most MACs learned at a port", MacLearning.MaxLimit);
    private readonly Option<string?> _limitPolicy = Symbols.Choice("--mac-limit-policy", "What becomes of frames of further MACs", "drop", "allow", Inherit);
    private readonly Option<string?> _flooding = Symbols.YesNo("--mac-flooding", "Deliver unicast to nobody known here too", Inherit);
    private readonly Option<string?> _ageing = NumberOrInherit("--mac-ageing", "Seconds after which a silent MAC is forgotten", MacLearning.MaxAgeingSeconds);

    public IEnumerable<Symbol> All => [_enabled, _limit, _limitPolicy, _flooding, _ageing];

    /// <summary>The fields of the macLearning object; those not given are null.</summary>
    public (string Name, JsonNode? Value)[] Read(Invocation invocation) =>
    [
        ("enabled", Flag(invocation.Value(_enabled))),
        ("limit", Number(invocation.Value(_limit))),
        ("limitPolicy", invocation.Value(_limitPolicy)),
        ("flooding", Flag(invocation.Value(_flooding))),
        ("ageingSeconds", Number(invocation.Value(_ageing))),
    ];

    private static JsonNode? Flag(string? text) => text is null or Inherit ? text : Words.YesNo(text) ?? false;

    private static JsonNode? Number(string? text) => text is null or Inherit ? text : long.Parse(text, CultureInfo.InvariantCulture);

    private static Option<string?> NumberOrInherit(string name, string description, int most)
    {
        Option<string?> option = new(name) { Description = description, HelpName = "N|inherit" };
        option.CustomParser = result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (text != Inherit && !(Words.Number(text) is { } number && number >= 1 && number <= most))
            {
                result.AddError(ErrorText.Line(name, text, $"must be a whole number from 1 to {most}, or inherit"));
            }

            return text;
        };
        option.CompletionSources.Add(Inherit);
        return option;
    }
}
