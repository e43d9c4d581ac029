using System.CommandLine;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;

namespace Musubi.Cli.Commands;

/// <summary>What a member host gives to a switch.</summary>
internal sealed class MemberOptions
{
    private readonly Option<string[]> _uplinks = Symbols.Many("--uplink", "Which NIC fills which uplink, such as \"Uplink 1=eth1\"; repeat for each", "UPLINK=NIC");

    private readonly Option<string[]> _capacities =
        Symbols.Many("--capacity", "What an uplink carries, in bits a second such as \"Uplink 1=10G\", where the speed of its link is not known or not true; repeat for each; none takes all away", "UPLINK=RATE|none");

    public IEnumerable<Symbol> All => [_uplinks, _capacities];

    /// <param name="whole">Uplinks that are not given are none; otherwise they stay when there are capacities.</param>
    public JsonObject Read(Invocation invocation, bool whole)
    {
        JsonObject body = [];
        bool capacities = invocation.IsGiven(_capacities);
        if (whole || !capacities || invocation.IsGiven(_uplinks))
        {
            body["uplinks"] = UplinkPairs.Read(invocation.Value(_uplinks) ?? []);
        }

        if (capacities)
        {
            body["uplinkCapacities"] = UplinkPairs.ReadCapacities(invocation.Value(_capacities) ?? []);
        }

        return body;
    }
}
