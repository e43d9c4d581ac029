namespace Musubi.Switch.Control.Multicast;

/// <summary>
/// Queries on their way: those of the switch as querier, and those to ports that came, were moved, or said that they leave. A bounded number in
/// each turn, and of each port. Control thread only; times are milliseconds.
/// </summary>
internal sealed class QuestionQueue(IGroupWire wire, SwitchCounters counts)
{
    /// <summary>Questions sent before other work gets its turn.</summary>
    public const int MostInTurn = 64;

    /// <summary>How long a port may take to answer that has come or was moved, or says that it leaves.</summary>
    private const int SoonResponse = 1000;

    /// <summary>Between the questions to such a port, of which one can be lost.</summary>
    private const long SoonInterval = 1000;

    private const int QuestionsToComer = 2;

    /// <summary>Of one port in one zone.</summary>
    private const int MostWaiting = 8;

    private readonly PriorityQueue<PendingQuestion, long> _pending = new();

    /// <summary>When the next is due; null when none waits.</summary>
    public long? Due => _pending.TryPeek(out _, out long due) ? due : null;

    /// <summary>What a port listens to is not known any more, or not where it is now.</summary>
    /// <param name="tells">It uses another uplink than before, where the network has to hear of it.</param>
    public void AskSoon(ZonePort place, bool tells, long now)
    {
        for (int i = 0; i < QuestionsToComer; i++)
        {
            Add(new PendingQuestion(place, null, SoonResponse, tells && i == 0), now + (i * SoonInterval));
        }
    }

    /// <summary>The switch is the querier, and asks everybody.</summary>
    public void AskAll(GroupZoneState zone, bool isIpv6, long now)
    {
        GroupTimes times = zone.Of(isIpv6).Querier.Times;
        foreach (ZonePort place in zone.Ports.Values)
        {
            Add(new PendingQuestion(place, isIpv6, (int)times.Response, false), now);
        }

        if (zone.Of(isIpv6).Querier.OwnAddress is null)
        {
            return;
        }

        MembershipQuery query = Query(zone, isIpv6, null, [], (int)times.Response);
        if (zone.Ports.Values.Any(place => wire.AskNetwork(place.Port.Slot, zone.Key.Vlan, in query)))
        {
            counts.Add("network-group-queries");
        }
    }

    /// <summary>Asks a port whether somebody is left. At once: it is the port's own message that asks for it.</summary>
    public void Ask(ZonePort place, UInt128 group, bool isIpv6, GroupQuestion question)
    {
        if (question.OfGroup)
        {
            Send(place, Query(place.Zone, isIpv6, group, [], SoonResponse));
        }

        if (question.Sources.Count > 0)
        {
            Send(place, Query(place.Zone, isIpv6, group, question.Sources, SoonResponse));
        }
    }

    public void SendDue(long now)
    {
        for (int i = 0; i < MostInTurn && _pending.TryPeek(out PendingQuestion question, out long due) && due <= now; i++)
        {
            _pending.Dequeue();
            ZonePort place = question.Port;
            place.Waiting--;
            if (place.Zone.Ports.GetValueOrDefault(place.Port.Slot) == place)
            {
                Send(question);
            }
        }
    }

    private void Send(PendingQuestion question)
    {
        foreach (bool isIpv6 in question.IsIpv6 is { } one ? new[] { one } : [false, true])
        {
            ZonePort place = question.Port;
            if (question.Tells)
            {
                wire.Tell(place.Port.Slot, PortVlans.OnWire(place.Port.Slot.Planned, place.Tag), isIpv6, place.GroupsOf(isIpv6));
            }

            Send(place, Query(place.Zone, isIpv6, null, [], question.ResponseMilliseconds));
        }
    }

    private void Send(ZonePort place, in MembershipQuery query)
    {
        counts.Add("group-queries");
        wire.Ask(place.Port.Slot, place.Tag, in query);
    }

    private void Add(PendingQuestion question, long due)
    {
        if (question.Port.Waiting < MostWaiting)
        {
            question.Port.Waiting++;
            _pending.Enqueue(question, due);
        }
    }

    private static MembershipQuery Query(GroupZoneState zone, bool isIpv6, UInt128? group, IReadOnlyList<UInt128> sources, int response)
    {
        QuerierElection querier = zone.Of(isIpv6).Querier;
        return new MembershipQuery(isIpv6, querier.OwnAddress, group, sources, response, (int)(querier.Times.Interval / 1000));
    }
}
