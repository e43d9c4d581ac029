using System.CommandLine;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;

namespace Musubi.Cli.Commands;

/// <summary>What a port group is made of, beside its policy.</summary>
internal sealed class PortGroupOptions
{
    private static readonly string[] Categories = ["blocked", "security", "vlan", "teaming", "shaping", "filtering"];

    private readonly Option<long?> _ports = Symbols.Number("--ports", "Ports that exist even when nothing is connected", 0, int.MaxValue);
    private readonly Option<string?> _elastic = Symbols.YesNo("--elastic", "Make more ports when all are taken");
    private readonly Option<string[]> _overrides = Symbols.Many("--allow-override", "What a port may set for itself: any of blocked, security, vlan, teaming, shaping, filtering, or all, or none", "CATEGORIES");
    private readonly Option<string?> _reset = Symbols.YesNo("--reset-at-disconnect", "A port's own settings go when its vNIC is disconnected");

    private readonly Option<string?> _pool = Symbols.Text("--io-pool", "The network resource pool of its switch that its vNICs are in, or none", "POOL|none");

    public PortGroupOptions() => _overrides.CompletionSources.Add([.. Categories, "all", "none"]);

    public IEnumerable<Symbol> All => [_ports, _elastic, _overrides, _reset, _pool];

    public void Read(Invocation invocation, JsonObject body)
    {
        body.AddIf("portCount", invocation.Value(_ports));
        body.AddIf("elastic", Words.YesNo(invocation.Value(_elastic)));
        body.AddIf("resetAtDisconnect", Words.YesNo(invocation.Value(_reset)));
        body.AddIf("networkResourcePool", invocation.Value(_pool));
        if (invocation.IsGiven(_overrides))
        {
            List<string> words = Words.List(invocation.Value(_overrides));
            string[] categories = words switch { ["all"] => Categories, ["none"] => [], _ => [.. words] };
            body["portOverrides"] = new JsonArray([.. categories.Select(c => (JsonNode)c)]);
        }
    }
}
