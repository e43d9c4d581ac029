using System.CommandLine;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;

namespace Musubi.Cli.Commands;

/// <summary>What a switch is made of.</summary>
internal sealed class SwitchOptions
{
    private const int MaxUplinks = 32;

    private readonly Option<long?> _mtu = Symbols.Number("--mtu", "Largest L2 payload in bytes", 0, int.MaxValue);
    private readonly Option<string[]> _uplinks = Symbols.Many("--uplinks", "Uplink names in order, parted by commas, or how many (Uplink 1, Uplink 2, …)", "NAMES|N");
    private readonly Option<string[]> _lags = Symbols.Many(
        "--lag",
        "A LAG with LACP: its uplinks, mode active or passive, rate slow or fast, hash such as mac, source-ip or ip-port-vlan; repeat for each, they replace those that the switch has, but what is not given of one that it has stays; none takes all away",
        LagTexts.Form);

    private readonly Option<string[]> _private =
        Symbols.Many("--private-vlan", "A private VLAN; repeat for each, they replace those that the switch has; none takes all away", PrivateVlanTexts.Form);

    private readonly Option<string?> _discovery =
        Symbols.Text("--discovery", "How the switch discovers its physical neighbours: cdp or lldp, and listen, advertise or both (lldp:both); none for not at all", DiscoveryText.Form);

    private readonly Option<string?> _contact = Symbols.Text("--contact", "Whom to ask about the switch; \"\" for nobody", "NAME");
    private readonly Option<string?> _details = Symbols.Text("--contact-details", "Such as a telephone number", "TEXT");

    private readonly MulticastOptions _multicast = new();
    private readonly IoControlOptions _io = new();
    private readonly Option<string?> _uplinkFiltering = Symbols.Choice("--uplink-filtering", "Whether the filtering rules of its uplinks are in force", "on", "off");

    private readonly Option<string[]> _nics = Symbols.Many("--uplink", "With --local: which NIC fills which uplink, such as \"Uplink 1=eth1\"; repeat for each", "UPLINK=NIC");

    public SwitchOptions() => _discovery.CompletionSources.Add([.. DiscoveryText.Suggestions]);

    public IEnumerable<Symbol> ForCreate => [_mtu, _uplinks, _lags, _private, _discovery, _contact, _details, .. _multicast.All, .. _io.All, _uplinkFiltering, _nics];

    public async Task ReadAsync(Invocation invocation, JsonObject body)
    {
        if (invocation.Value(_mtu) is { } mtu)
        {
            body["mtu"] = mtu;
        }

        _io.Read(invocation, body);
        JsonObject? nics = invocation.IsGiven(_nics) ? UplinkPairs.Read(invocation.Value(_nics)) : null;
        if (invocation.IsGiven(_uplinks))
        {
            body["uplinks"] = new JsonArray([.. Names(invocation.Value(_uplinks)).Select(n => (JsonNode)n)]);
        }

        if (invocation.IsGiven(_lags))
        {
            body["lags"] = LagTexts.Read(invocation.Value(_lags));
        }

        if (invocation.IsGiven(_private))
        {
            body["privateVlans"] = PrivateVlanTexts.Read(invocation.Value(_private));
        }

        body.AddIf("discovery", invocation.Value(_discovery) is { } discovery ? DiscoveryText.Read(discovery) : null);
        body.AddIf("uplinkFiltering", invocation.Value(_uplinkFiltering) is { } word ? new JsonObject { ["enabled"] = word == "on" } : null);
        if (invocation.IsGiven(_contact) || invocation.IsGiven(_details))
        {
            JsonObject contact = [];
            contact.AddIf("name", invocation.Value(_contact));
            contact.AddIf("details", invocation.Value(_details));
            body["contact"] = contact;
        }
        _multicast.Read(invocation, body);
        if (nics is null)
        {
            return;
        }

        if (!invocation.IsLocal)
        {
            throw new CliException(ExitCode.Usage, "--uplink: needs --local, because a distributed switch gets NICs host by host: musubi switch add-host SWITCH HOST --uplink UPLINK=NIC");
        }

        body["hosts"] = new JsonArray(new JsonObject { ["host"] = await LocalHost.NameAsync(invocation).ConfigureAwait(false), ["uplinks"] = nics });
    }

    private static List<string> Names(string[] texts)
    {
        List<string> names = Words.List(texts);
        return names is [var only] && Words.Number(only) is { } count and <= MaxUplinks
            ? [.. Enumerable.Range(1, (int)count).Select(i => $"Uplink {i}")]
            : names;
    }
}
