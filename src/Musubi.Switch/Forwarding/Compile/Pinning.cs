using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Lags;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>
/// The last step of compiling, and all of it that a change of links repeats: gives each vNIC the uplinks that its frames leave by and come in by.
/// Used once, on the control thread.
/// </summary>
internal sealed class Pinning(PlanTeams teams, PortRecord[] ports, IReadOnlyList<PortInput> inputs)
{
    private const PortFlags Flags = PortFlags.SpreadsBySource | PortFlags.SpreadsByAddress | PortFlags.SendsByAll | PortFlags.SendsByLag;

    private readonly List<int> _spreads = [];

    /// <summary>Those of the ports, and behind them one for each LAG, as if it were a port.</summary>
    private readonly IReadOnlyList<PortInput> _inputs = teams.Lags.Count == 0 ? inputs : [.. inputs, .. teams.Lags.Select(lag => InputOf(lag, inputs))];

    /// <summary>Writes the ports' records. Returns the tables of those that have several uplinks, the teams as they stand, and the LAGs.</summary>
    public (int[] Spreads, TeamWays[] Ways, LagRecord[] Lags) Run()
    {
        LagRecord[] lags = [.. teams.Lags.Select(Build)];
        TeamWays[] ways = [.. teams.All.Select(FindWays)];
        for (int i = 0; i < ports.Length; i++)
        {
            int team = teams.NumberOf(i);
            if (team >= 0)
            {
                Pin(ref ports[i], teams.PortNumber(i), teams.All[team], ways[team], inputs[i]);
            }
        }

        return ([.. _spreads], ways, lags);
    }

    private static PortInput InputOf(PlanLag lag, IReadOnlyList<PortInput> inputs)
    {
        PortInput[] used = [.. lag.Members.Select(member => inputs[member]).Where(input => IsInUse(lag, input))];
        return new PortInput { Running = true, LinkUp = used.Length > 0, UpFor = used.Length > 0 ? used[0].Lag!.UpFor : null };
    }

    private static bool IsInUse(PlanLag lag, PortInput input) => input is { Running: true, LinkUp: true, Lag.Distributes: true } && input.Lag.LagId == lag.Id;

    private LagRecord Build(PlanLag lag)
    {
        int start = _spreads.Count;
        bool[] inUse = [.. lag.Members.Select(member => IsInUse(lag, inputs[member]))];
        for (int bucket = 0; bucket < FlowHash.Buckets; bucket++)
        {
            int member = LagTables.MemberOf(bucket, inUse);
            _spreads.Add(member < 0 ? PortRecord.NoUplink : lag.Members[member]);
        }

        foreach (int member in lag.Members)
        {
            bool collects = inputs[member].Lag is { Collects: true } said && said.LagId == lag.Id;
            ports[member].Flags = (ports[member].Flags & ~PortFlags.NotCollecting) | (collects ? PortFlags.None : PortFlags.NotCollecting);
        }

        return new LagRecord(lag.Fields, lag.Bit, start);
    }

    /// <summary>The bit of an uplink or LAG.</summary>
    private uint BitOf(int uplink) => ports[PortOf(uplink)].Team;

    /// <summary>An uplink's own port; of a LAG that of a member, which has its switch and bit.</summary>
    private int PortOf(int uplink) => uplink < ports.Length ? uplink : teams.Lags[uplink - ports.Length].Members[0];

    private TeamWays FindWays(PlannedTeam team)
    {
        TeamHealth health = TeamHealth.Of(team, _inputs);
        if (!health.IsAmbiguous && !team.Spreads)
        {
            return new TeamWays { Health = health };
        }

        int start = _spreads.Count;
        _spreads.AddRange(health.IsAmbiguous
            ? [.. team.Active.Concat(team.Standby).Where(uplink => (uplink.Bit & health.Eligible) != 0).Select(uplink => uplink.Index), PortRecord.NoUplink]
            : Enumerable.Range(0, FlowHash.Buckets).Select(bucket => UplinkChoice.OfBucket(team, health.Eligible, (uint)bucket)));
        int[] uplinks = [.. _spreads.Skip(start).Where(uplink => uplink != PortRecord.NoUplink).Distinct()];
        // The physical switch uses a link of a static EtherChannel from when it is up, whatever we still wait for, and sends one copy of each frame.
        TeamUplink[] others = team.Policy == TeamingPolicy.IpHash ? team.Active : [];
        return new TeamWays
        {
            Health = health,
            Spread = start,
            Uplinks = uplinks,
            Bits = uplinks.Select(BitOf).Concat(others.Select(uplink => uplink.Bit)).Aggregate(0u, (bits, bit) => bits | bit),
        };
    }

    private void Pin(ref PortRecord record, uint number, PlannedTeam team, TeamWays ways, PortInput input)
    {
        bool spreads = team.Spreads && !ways.Health.IsAmbiguous;
        record.Flags = (record.Flags & ~Flags)
            | (ways.Health.IsAmbiguous ? PortFlags.SendsByAll : PortFlags.None)
            | (spreads && team.Policy == TeamingPolicy.SourceMac ? PortFlags.SpreadsBySource : PortFlags.None)
            | (spreads && team.Policy == TeamingPolicy.IpHash ? PortFlags.SpreadsByAddress : PortFlags.None)
            | (team.HasLag ? PortFlags.SendsByLag : PortFlags.None);
        record.Spread = ways.Spread;
        record.PinnedUplink = team.Policy switch
        {
            TeamingPolicy.IpHash => PortRecord.NoUplink,
            TeamingPolicy.SourceMac => UplinkChoice.OfBucket(team, ways.Health.Eligible, (uint)FlowHash.OfMac(record.EffectiveMac)),
            _ => UplinkChoice.Choose(team, ways.Health.Eligible, number, teams.IndexOf(input.PresentUplink), teams.IndexOf(input.AssignedUplink)),
        };
        record.Team = ways.Health.IsAmbiguous || team.Policy == TeamingPolicy.IpHash ? ways.Bits
            : record.PinnedUplink == PortRecord.NoUplink ? 0
            : BitOf(record.PinnedUplink);
        record.Lately = 0;
        foreach (string left in input.LatelyUplinks ?? [])
        {
            record.Lately |= teams.IndexOf(left) is >= 0 and int index && ports[PortOf(index)].Switch == record.Switch ? BitOf(index) : 0;
        }
    }
}
