using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>Reads "Uplink 1=eth1" and "Uplink 1=10G". The last "=" parts the two: what stands behind it holds none, uplink names may.</summary>
internal static class UplinkPairs
{
    public static JsonObject Read(IEnumerable<string> texts) =>
        Read("--uplink", texts, "must be UPLINK=NIC, such as \"Uplink 1=eth1\"", nic => nic);

    /// <summary>"FROM=TO" of any kind.</summary>
    public static JsonObject Read(string option, IEnumerable<string> texts) => Read(option, texts, "must be two names with \"=\" between, such as lan=web", to => to);

    /// <summary>To bits a second; "none" alone takes all away.</summary>
    public static JsonObject ReadCapacities(IReadOnlyList<string> texts) => texts is ["none"]
        ? []
        : Read("--capacity", texts, "must be UPLINK=RATE in bits a second, such as \"Uplink 1=10G\", or none alone", rate => Words.Quantity(rate) is { } number ? JsonValue.Create(number) : null);

    private static JsonObject Read(string option, IEnumerable<string> texts, string form, Func<string, JsonNode?> read)
    {
        JsonObject uplinks = [];
        List<string> errors = [];
        foreach (string text in texts)
        {
            int equals = text.LastIndexOf('=');
            if (equals <= 0 || equals == text.Length - 1 || read(text[(equals + 1)..].Trim()) is not { } value)
            {
                errors.Add(ErrorText.Line(option, text, form));
            }
            else if (!uplinks.TryAdd(text[..equals].Trim(), value))
            {
                errors.Add(ErrorText.Line(option, text, "must name each uplink only once"));
            }
        }

        return errors.Count == 0 ? uplinks : throw new CliException(ExitCode.Usage, errors);
    }
}
