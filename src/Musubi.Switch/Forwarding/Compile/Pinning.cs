using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>
/// The last step of compiling, and all of it that a change of links repeats: gives each vNIC the uplinks that its frames leave by and come in by.
/// Used once, on the control thread.
/// </summary>
internal sealed class Pinning(PlanTeams teams, PortRecord[] ports, IReadOnlyList<PortInput> inputs)
{
    private const PortFlags Flags = PortFlags.SpreadsBySource | PortFlags.SpreadsByAddress | PortFlags.SendsByAll;

    private readonly List<int> _spreads = [];

    /// <summary>Writes the ports' records. Returns the tables of those that have several uplinks, and the teams as they stand.</summary>
    public (int[] Spreads, TeamWays[] Ways) Run()
    {
        TeamWays[] ways = [.. teams.All.Select(FindWays)];
        for (int i = 0; i < ports.Length; i++)
        {
            int team = teams.NumberOf(i);
            if (team >= 0)
            {
                Pin(ref ports[i], teams.PortNumber(i), teams.All[team], ways[team], inputs[i]);
            }
        }

        return ([.. _spreads], ways);
    }

    private TeamWays FindWays(PlannedTeam team)
    {
        TeamHealth health = TeamHealth.Of(team, inputs);
        if (!health.IsAmbiguous && !team.Spreads)
        {
            return new TeamWays { Health = health };
        }

        int start = _spreads.Count;
        _spreads.AddRange(health.IsAmbiguous
            ? [.. team.Active.Concat(team.Standby).Where(uplink => (uplink.Bit & health.Eligible) != 0).Select(uplink => uplink.Index), PortRecord.NoUplink]
            : Enumerable.Range(0, FlowHash.Buckets).Select(bucket => UplinkChoice.OfBucket(team, health.Eligible, (uint)bucket)));
        int[] uplinks = [.. _spreads.Skip(start).Where(uplink => uplink != PortRecord.NoUplink).Distinct()];
        return new TeamWays { Health = health, Spread = start, Uplinks = uplinks, Bits = uplinks.Aggregate(0u, (bits, uplink) => bits | ports[uplink].Team) };
    }

    private void Pin(ref PortRecord record, uint number, PlannedTeam team, TeamWays ways, PortInput input)
    {
        bool spreads = team.Spreads && !ways.Health.IsAmbiguous;
        record.Flags = (record.Flags & ~Flags)
            | (ways.Health.IsAmbiguous ? PortFlags.SendsByAll : PortFlags.None)
            | (spreads && team.Policy == TeamingPolicy.SourceMac ? PortFlags.SpreadsBySource : PortFlags.None)
            | (spreads && team.Policy == TeamingPolicy.IpHash ? PortFlags.SpreadsByAddress : PortFlags.None);
        record.Spread = ways.Spread;
        record.PinnedUplink = team.Policy switch
        {
            TeamingPolicy.IpHash => PortRecord.NoUplink,
            TeamingPolicy.SourceMac => UplinkChoice.OfBucket(team, ways.Health.Eligible, (uint)FlowHash.OfMac(record.EffectiveMac)),
            _ => UplinkChoice.Choose(team, ways.Health.Eligible, number, teams.IndexOf(input.PresentUplink), teams.IndexOf(input.AssignedUplink)),
        };
        record.Team = ways.Health.IsAmbiguous || team.Policy == TeamingPolicy.IpHash ? ways.Bits
            : record.PinnedUplink == PortRecord.NoUplink ? 0
            : ports[record.PinnedUplink].Team;
        record.Lately = 0;
        foreach (string left in input.LatelyUplinks ?? [])
        {
            record.Lately |= teams.IndexOf(left) is >= 0 and int index && ports[index].Switch == record.Switch ? ports[index].Team : 0;
        }
    }
}
