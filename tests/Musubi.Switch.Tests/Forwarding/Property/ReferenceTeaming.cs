using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>By which uplinks a port's frames leave and come in, as the model sees it.</summary>
public static class ReferenceTeaming
{
    /// <summary>What the port is pinned to: for all of its frames, or for those of its effective MAC; null where nothing is.</summary>
    public static ReferencePort? Choose(ReferencePort port, IReadOnlyList<ReferencePort> all) => port.Vnic!.Teaming.Policy switch
    {
        TeamingPolicy.SourceMac => OfNumber(port, all, (uint)FlowHash.OfMac(port.EffectiveMac)),
        TeamingPolicy.IpHash => null,
        TeamingPolicy.ExplicitOrder => Staying(port, all) ?? Carrying(port, all).FirstOrDefault(),
        TeamingPolicy.PhysicalLoad => Moved(port, all) ?? Staying(port, all) ?? OfNumber(port, all, port.Vnic.Number),
        _ => Staying(port, all) ?? OfNumber(port, all, port.Vnic.Number),
    };

    /// <summary>By which uplinks a frame that the port sends leaves: by all of them where nobody knows which one is at fault.</summary>
    public static List<ReferencePort> WaysOut(ReferencePort port, ReferenceFrame frame, IReadOnlyList<ReferencePort> all)
    {
        ReferencePort? one = port.Vnic!.Teaming.Policy switch
        {
            TeamingPolicy.SourceMac => OfNumber(port, all, (uint)FlowHash.OfMac(frame.Source)),
            TeamingPolicy.IpHash => OfNumber(port, all, (uint)FlowHash.OfAddresses(frame.EtherType, frame.Payload)),
            _ => port.PinnedUplink,
        };
        return IsAmbiguous(port, all) ? Carrying(port, all) : one is null ? [] : [one];
    }

    /// <summary>Whether the port takes a frame from an uplink or LAG.</summary>
    /// <param name="isOwner">The frame is addressed to a MAC of the port.</param>
    public static bool Hears(ReferencePort port, ReferencePort uplink, ReferenceFrame frame, bool isOwner, IReadOnlyList<ReferencePort> all)
    {
        if (isOwner && all.Any(left => left.Way == uplink && port.News.Lately.Contains(left.Id)))
        {
            return true;
        }

        return IsAmbiguous(port, all) ? Carrying(port, all).Contains(uplink) : port.Vnic!.Teaming.Policy switch
        {
            TeamingPolicy.SourceMac when isOwner => OfNumber(port, all, (uint)FlowHash.OfMac(frame.Destination)) == uplink,
            TeamingPolicy.IpHash => Team(port, all).Active.Contains(uplink) || Enumerable.Range(0, FlowHash.Buckets).Any(bucket => OfNumber(port, all, (uint)bucket) == uplink),
            _ => port.PinnedUplink == uplink,
        };
    }

    /// <summary>Where the load put it, while that is among the uplinks that others are spread over.</summary>
    private static ReferencePort? Moved(ReferencePort port, IReadOnlyList<ReferencePort> all)
    {
        (List<ReferencePort> active, List<ReferencePort> standby) = Team(port, all);
        List<ReferencePort> carrying = Carrying(port, all);
        int failed = active.Count == 0 ? 1 : active.Count(uplink => !carrying.Contains(uplink));
        return active.Where(carrying.Contains).Concat(standby.Where(carrying.Contains).Take(failed)).FirstOrDefault(uplink => uplink.Id == port.News.Assigned);
    }

    private static ReferencePort? Staying(ReferencePort port, IReadOnlyList<ReferencePort> all) =>
        !port.Vnic!.Teaming.Failback && port.PinnedUplink is { } present && Carrying(port, all).Contains(present) ? present : null;

    /// <summary>By number: the home among the active ones; else the standby that stands in for it; else whoever is left.</summary>
    private static ReferencePort? OfNumber(ReferencePort port, IReadOnlyList<ReferencePort> all, uint number)
    {
        (List<ReferencePort> active, List<ReferencePort> standby) = Team(port, all);
        List<ReferencePort> carrying = Carrying(port, all);
        if (carrying.Count == 0 || active.Count == 0)
        {
            return carrying.FirstOrDefault();
        }

        ReferencePort home = active[(int)(number % active.Count)];
        if (carrying.Contains(home))
        {
            return home;
        }

        int place = active.Where(uplink => !carrying.Contains(uplink)).ToList().IndexOf(home);
        ReferencePort? standIn = standby.Where(carrying.Contains).ElementAtOrDefault(place);
        return standIn ?? carrying[(int)(number / active.Count % carrying.Count)];
    }

    /// <summary>The team's uplinks that may carry, active ones first. One that has not been up for long enough may when no other is left.</summary>
    private static List<ReferencePort> Carrying(ReferencePort port, IReadOnlyList<ReferencePort> all)
    {
        List<ReferencePort> sound = Sound(port, all);
        List<ReferencePort> settled = [.. sound.Where(uplink => HasWaited(port, uplink.UpFor) && (!UsesBeacons(port) || HasWaited(port, uplink.Health.Beacons?.HeardFor)))];
        return settled.Count > 0 ? settled : sound;
    }

    /// <summary>
    /// Those with a link that beacons do not exclude: whoever hears nobody while others hear each other; where nobody hears anybody, whoever
    /// has just got its link.
    /// </summary>
    private static List<ReferencePort> Sound(ReferencePort port, IReadOnlyList<ReferencePort> all)
    {
        List<ReferencePort> up = [.. Members(port, all).Where(uplink => uplink.IsUp)];
        List<ReferencePort> hearing = [.. up.Where(uplink => Names(uplink.Health.Beacons?.Hears, uplink, up))];
        List<ReferencePort> old = [.. up.Where(uplink => uplink.Health.Beacons is not { IsFresh: true })];
        return !UsesBeacons(port) ? up
            : hearing.Count > 0 ? hearing
            : Members(port, all).Any(uplink => uplink.Health.Beacons is { IsProven: true }) && old.Count > 0 ? old
            : up;
    }

    /// <summary>Uplinks that heard each other hear nobody any more, and several of them may carry.</summary>
    private static bool IsAmbiguous(ReferencePort port, IReadOnlyList<ReferencePort> all)
    {
        List<ReferencePort> up = [.. Members(port, all).Where(uplink => uplink.IsUp)];
        List<ReferencePort> sound = Sound(port, all);
        return UsesBeacons(port)
            && !up.Exists(uplink => Names(uplink.Health.Beacons?.Hears, uplink, up))
            && Carrying(port, all).Count > 1
            && Members(port, all).Any(uplink => uplink.Health.Beacons is { IsProven: true })
            && !sound.Exists(uplink => uplink.Health.Beacons is { IsFresh: true })
            && sound.Exists(uplink => Names(uplink.Health.Beacons?.Heard, uplink, sound));
    }

    private static bool Names(IReadOnlyList<int>? indexes, ReferencePort self, List<ReferencePort> among) => among.Exists(other => other != self && indexes?.Contains(other.Index) == true);

    private static bool UsesBeacons(ReferencePort port) =>
        port.Vnic!.Teaming is { FailureDetection: FailureDetection.Beacon, Policy: not TeamingPolicy.IpHash };

    private static bool HasWaited(ReferencePort port, TimeSpan? time) => time is null || time.Value.TotalMilliseconds >= port.Vnic!.Teaming.FailbackDelayMilliseconds;

    private static List<ReferencePort> Members(ReferencePort port, IReadOnlyList<ReferencePort> all)
    {
        (List<ReferencePort> active, List<ReferencePort> standby) = Team(port, all);
        return [.. active, .. standby];
    }

    private static (List<ReferencePort> Active, List<ReferencePort> Standby) Team(ReferencePort port, IReadOnlyList<ReferencePort> all) =>
        ([.. port.Vnic!.Teaming.Active.Select(id => all.Single(uplink => uplink.Id == id))], [.. port.Vnic.Teaming.Standby.Select(id => all.Single(uplink => uplink.Id == id))]);
}
