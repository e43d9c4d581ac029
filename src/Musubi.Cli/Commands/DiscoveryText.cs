using System.Text.Json.Nodes;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>Discovery as people write it: "lldp:both", "cdp:listen", "lldp" for the protocol alone, "none".</summary>
internal static class DiscoveryText
{
    public const string Form = "PROTOCOL[:OPERATION]|none";

    private static readonly string[] Protocols = ["cdp", "lldp"];
    private static readonly string[] Operations = ["none", "listen", "advertise", "both"];

    public static IEnumerable<string> Suggestions { get; } = ["none", .. Protocols.SelectMany(protocol => Operations.Skip(1).Select(operation => $"{protocol}:{operation}"))];

    /// <summary>The member discovery of a request.</summary>
    /// <exception cref="CliException">The text has another form.</exception>
    public static JsonObject Read(string text)
    {
        string[] words = text.Split(':');
        if (words is ["none" or "off"])
        {
            return new JsonObject { ["operation"] = "none" };
        }

        if (words.Length > 2 || !Protocols.Contains(words[0]) || (words.Length == 2 && !Operations.Contains(words[1])))
        {
            throw new CliException(ExitCode.Usage, ErrorText.Line("--discovery", text, "must be cdp or lldp, with listen, advertise, both or none behind it (lldp:both), or none"));
        }

        JsonObject read = new() { ["protocol"] = words[0] };
        if (words.Length == 2)
        {
            read["operation"] = words[1];
        }

        return read;
    }
}
