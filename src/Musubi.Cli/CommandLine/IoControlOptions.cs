using System.CommandLine;
using System.Text.Json.Nodes;
using Musubi.Cli.Output;

namespace Musubi.Cli.CommandLine;

/// <summary>Options for I/O control of a switch.</summary>
internal sealed class IoControlOptions
{
    private const string TrafficForm = "TYPE[,shares=N][,reservation=RATE][,limit=RATE|none]";
    private const string PoolForm = "NAME,quota=RATE[,shares=N][,limit=RATE]|none";

    private readonly Option<string?> _enabled = Symbols.YesNo("--io-control", "Share uplinks by traffic type and port (Network I/O Control)");

    private readonly Option<string[]> _traffic = Symbols.Many("--io-traffic",
        "What a traffic type has of each uplink, such as vmotion,shares=low,reservation=100M,limit=2G; repeat for each, others stay", TrafficForm);

    private readonly Option<string[]> _pools = Symbols.Many("--io-pool",
        "A network resource pool, such as gold,quota=1G; repeat for each, they replace those that the switch has; none takes all away", PoolForm);

    public IEnumerable<Symbol> All => [_enabled, _traffic, _pools];

    public void Read(Invocation invocation, JsonObject body)
    {
        JsonObject control = [];
        if (Words.YesNo(invocation.Value(_enabled)) is { } enabled)
        {
            control["enabled"] = enabled;
        }

        if (invocation.IsGiven(_traffic))
        {
            control["trafficTypes"] = ReadTraffic(invocation.Value(_traffic) ?? []);
        }

        if (control.Count > 0)
        {
            body["ioControl"] = control;
        }

        if (invocation.IsGiven(_pools))
        {
            body["networkResourcePools"] = ReadPools(invocation.Value(_pools) ?? []);
        }
    }

    private static JsonObject ReadTraffic(string[] texts)
    {
        JsonObject types = [];
        List<string> errors = [];
        foreach (string text in texts)
        {
            string[] parts = text.Split(',');
            if (TrafficWords.ToApi(parts[0]) is not { } type || parts.Length < 2 || IoText.Fields(parts[1..], "reservation") is not { } fields || !types.TryAdd(type, fields))
            {
                errors.Add(ErrorText.Line("--io-traffic", text,
                    $"must be {TrafficForm}, each type once, of {string.Join(", ", TrafficWords.All)}; shares are 1 to 100, low, normal or high"));
            }
        }

        return errors.Count == 0 ? types : throw new CliException(ExitCode.Usage, errors);
    }

    private static JsonArray ReadPools(string[] texts)
    {
        if (texts is [IoText.None])
        {
            return [];
        }

        JsonArray pools = [];
        List<string> errors = [];
        foreach (string text in texts)
        {
            string[] parts = text.Split(',');
            if (parts[0].Length == 0 || parts[0] == IoText.None || IoText.Fields(parts[1..], "quota") is not { } fields)
            {
                errors.Add(ErrorText.Line("--io-pool", text, $"must be {PoolForm}; shares are 1 to 100, low, normal or high"));
                continue;
            }

            fields["name"] = parts[0];
            pools.Add(fields);
        }

        return errors.Count == 0 ? pools : throw new CliException(ExitCode.Usage, errors);
    }
}
