using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>Private VLANs as people write them: "100", "100:isolated=101", "100:isolated=101,community=102,community=103".</summary>
internal static class PrivateVlanTexts
{
    public const string Form = "PRIMARY[:isolated=ID,community=ID,…]";

    private const string None = "none";

    /// <summary>The member privateVlans of a request.</summary>
    /// <exception cref="CliException">A text has another form.</exception>
    public static JsonArray Read(IReadOnlyList<string> texts) =>
        texts is [None] ? [] : new JsonArray([.. texts.Select(text => (JsonNode)(Read(text) ?? throw Wrong(text)))]);

    private static JsonObject? Read(string text)
    {
        string[] halves = text.Split(':', 2);
        if (Words.Number(halves[0].Trim()) is not { } primary)
        {
            return null;
        }

        JsonObject one = new() { ["primary"] = primary };
        JsonArray communities = [];
        foreach (string part in halves.Length < 2 ? [] : halves[1].Split(','))
        {
            string[] words = part.Split('=', 2, StringSplitOptions.TrimEntries);
            if (words.Length < 2 || Words.Number(words[1]) is not { } id)
            {
                return null;
            }

            switch (words[0])
            {
                case "isolated" when !one.ContainsKey("isolated"):
                    one["isolated"] = id;
                    break;
                case "community":
                    communities.Add(id);
                    break;
                default:
                    return null;
            }
        }

        one["communities"] = communities;
        return one;
    }

    private static CliException Wrong(string text) => new(ExitCode.Usage, ErrorText.Line("--private-vlan", text,
        $"must be {Form} with at most one isolated VLAN, such as 100:isolated=101,community=102; or none, alone"));
}
