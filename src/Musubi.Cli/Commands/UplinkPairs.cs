using System.Text.Json.Nodes;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>Reads "Uplink 1=eth1". The last "=" parts the two: NIC names hold none, uplink names may.</summary>
internal static class UplinkPairs
{
    public static JsonObject Read(IEnumerable<string> texts)
    {
        JsonObject uplinks = [];
        List<string> errors = [];
        foreach (string text in texts)
        {
            int equals = text.LastIndexOf('=');
            if (equals <= 0 || equals == text.Length - 1)
            {
                errors.Add(ErrorText.Line("--uplink", text, "must be UPLINK=NIC, such as \"Uplink 1=eth1\""));
            }
            else if (!uplinks.TryAdd(text[..equals].Trim(), text[(equals + 1)..].Trim()))
            {
                errors.Add(ErrorText.Line("--uplink", text, "must name each uplink only once"));
            }
        }

        return errors.Count == 0 ? uplinks : throw new CliException(ExitCode.Usage, errors);
    }
}
