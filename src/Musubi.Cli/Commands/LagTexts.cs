using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>LAGs as people write them: "lag1:uplink=Uplink 1,uplink=Uplink 2,mode=active,rate=fast,hash=ip-port-vlan".</summary>
internal static class LagTexts
{
    public const string Form = "NAME[:uplink=NAME,uplink=NAME,mode=…,rate=…,hash=…]";

    private const string None = "none";

    /// <summary>The member lags of a request.</summary>
    /// <exception cref="CliException">A text has another form.</exception>
    public static JsonArray Read(IReadOnlyList<string> texts) =>
        texts is [None] ? [] : new JsonArray([.. texts.Select(text => (JsonNode)(Read(text) ?? throw Wrong(text)))]);

    private static JsonObject? Read(string text)
    {
        string[] halves = text.Split(':', 2, StringSplitOptions.TrimEntries);
        JsonObject lag = new() { ["name"] = halves[0] };
        JsonArray uplinks = [];
        foreach (string part in halves.Length < 2 ? [] : halves[1].Split(','))
        {
            string[] words = part.Split('=', 2, StringSplitOptions.TrimEntries);
            if (words.Length < 2 || words[1].Length == 0)
            {
                return null;
            }

            switch (words[0])
            {
                case "uplink":
                    uplinks.Add(words[1]);
                    break;
                case "mode" or "rate" when !lag.ContainsKey(words[0]):
                    lag[words[0]] = words[1];
                    break;
                case "hash" when !lag.ContainsKey("hash"):
                    lag["hash"] = Words.Camel(words[1]);
                    break;
                default:
                    return null;
            }
        }

        if (uplinks.Count > 0)
        {
            lag["uplinks"] = uplinks;
        }

        return halves[0].Length == 0 ? null : lag;
    }

    private static CliException Wrong(string text) => new(ExitCode.Usage, ErrorText.Line("--lag", text,
        $"must be {Form}, such as \"lag1:uplink=Uplink 1,uplink=Uplink 2,mode=active\"; or none, alone"));
}
