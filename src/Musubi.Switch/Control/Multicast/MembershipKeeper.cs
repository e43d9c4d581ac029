using Musubi.Switch.Forwarding.Multicast;

namespace Musubi.Switch.Control.Multicast;

/// <summary>
/// Keeps what ports listen to, as their reports say it (RFC 3376, RFC 3810, and the versions before), within the bounds. Control thread only; times are
/// milliseconds.
/// </summary>
internal sealed class MembershipKeeper(ZoneDirectory directory, QuestionQueue questions, SwitchCounters counts, TimeProvider clock)
{
    private readonly HashSet<SnoopedPort> _crowded = [];

    /// <summary>Something is to be delivered otherwise than before; whoever acts on it takes it back.</summary>
    public bool IsChanged { get; set; }

    /// <summary>The port has asked for more than is kept, and hears everything.</summary>
    public bool IsCrowded(SnoopedPort port) => _crowded.Contains(port);

    public void Hear(ZonePort place, in MembershipMessage message, long now)
    {
        GroupTimes times = place.Zone.Of(message.IsIpv6).Querier.Times;
        if (message.Kind != MembershipKind.Records)
        {
            HearOld(place, in message, in times, now);
            return;
        }

        GroupRecords records = message.Records;
        while (records.TryNext(out GroupRecord record))
        {
            HearRecord(place, in record, in times, now);
        }
    }

    /// <summary>The port listens to more than can be kept, or may.</summary>
    public void HearAll(SnoopedPort port, in GroupTimes times, long now)
    {
        port.HearsAllUntil = now + times.Membership;
        IsChanged |= _crowded.Add(port);
    }

    /// <summary>More ports share the room: what a port has beyond its share is given back.</summary>
    public void Trim(long now)
    {
        foreach (SnoopedPort port in directory.Ports.Where(port => port.Groups > directory.Budget.Limit))
        {
            HearAll(port, port.Zones[0].Zone.Ipv4.Querier.Times, now);
            foreach (ZonePort place in port.Zones)
            {
                foreach (UInt128 group in place.Groups.Keys.Take(port.Groups - directory.Budget.Limit).ToList())
                {
                    directory.Forget(place, group);
                }
            }
        }
    }

    /// <summary>Time has passed: what was not told again is over.</summary>
    public void Advance(long now)
    {
        foreach (ZonePort place in directory.Zones.SelectMany(zone => zone.Ports.Values))
        {
            foreach (GroupMembership membership in place.Groups.Values.ToList())
            {
                bool changed = membership.Advance(now, out GroupQuestion? question);
                if (changed || question is not null)
                {
                    Settle(place, membership, changed, question);
                }
            }
        }

        IsChanged |= _crowded.RemoveWhere(port => port.HearsAllUntil <= now) > 0;
    }

    private void HearOld(ZonePort place, in MembershipMessage message, in GroupTimes times, long now)
    {
        if (message.Kind == MembershipKind.Report)
        {
            if (Open(place, message.Group, now) is { } joined)
            {
                IsChanged |= joined.Report(message.Version, now, in times);
            }
        }
        else if (place.Groups.GetValueOrDefault(message.Group) is { } present)
        {
            bool changed = present.Leave(now, in times, place.Port.IsAlone, out GroupQuestion? question);
            Settle(place, present, changed, question);
        }
    }

    private void HearRecord(ZonePort place, in GroupRecord record, in GroupTimes times, long now)
    {
        bool asksFor = record.Type is GroupRecordType.IsExclude or GroupRecordType.ToExclude
            || (record.SourceCount > 0 && record.Type is GroupRecordType.IsInclude or GroupRecordType.ToInclude or GroupRecordType.Allow);
        GroupMembership? membership = asksFor ? Open(place, record.Group, now) : place.Groups.GetValueOrDefault(record.Group);
        if (membership is null)
        {
            return;
        }

        if (record.SourceCount > GroupMembership.MostSources)
        {
            counts.Add("refused-group-sources");
            IsChanged |= asksFor && membership.HearAll(now, in times);
            return;
        }

        UInt128[] sources = new UInt128[record.SourceCount];
        for (int i = 0; i < sources.Length; i++)
        {
            sources[i] = record.Source(i);
        }

        bool changed = membership.Apply(record.Type, [.. sources.Distinct()], now, in times, place.Port.IsAlone, out GroupQuestion? question);
        Settle(place, membership, changed, question);
    }

    /// <summary>The port's membership of a group, new if there is none; null for a group that all get, and where there is no room.</summary>
    private GroupMembership? Open(ZonePort place, UInt128 group, long now)
    {
        if (GroupAddresses.IsLinkLocal(group))
        {
            return null;
        }

        if (place.Groups.TryGetValue(group, out GroupMembership? present))
        {
            return present;
        }

        if (!directory.Budget.TryTake(place.Port))
        {
            counts.Add("refused-groups");
            HearAll(place.Port, place.Zone.Ipv4.Querier.Times, now);
            return null;
        }

        GroupMembership joined = new(group, clock.GetUtcNow().ToUnixTimeSeconds());
        place.Groups.Add(group, joined);
        return joined;
    }

    private void Settle(ZonePort place, GroupMembership membership, bool changed, GroupQuestion? question)
    {
        IsChanged |= changed;
        if (membership.IsOver)
        {
            directory.Forget(place, membership.Group);
        }
        else if (question is not null)
        {
            questions.Ask(place, membership.Group, !GroupAddresses.IsIpv4(membership.Group), question);
        }
    }
}
