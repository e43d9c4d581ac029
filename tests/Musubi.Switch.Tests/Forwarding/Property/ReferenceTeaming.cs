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
        _ => Staying(port, all) ?? OfNumber(port, all, port.Vnic.Number),
    };

    /// <summary>By which uplink a frame that the port sends leaves.</summary>
    public static ReferencePort? WayOut(ReferencePort port, ReferenceFrame frame, IReadOnlyList<ReferencePort> all) => port.Vnic!.Teaming.Policy switch
    {
        TeamingPolicy.SourceMac => OfNumber(port, all, (uint)FlowHash.OfMac(frame.Source)),
        TeamingPolicy.IpHash => OfNumber(port, all, (uint)FlowHash.OfAddresses(frame.EtherType, frame.Payload)),
        _ => port.PinnedUplink,
    };

    /// <summary>Whether the port takes a frame from an uplink.</summary>
    /// <param name="isOwner">The frame is addressed to a MAC of the port.</param>
    public static bool Hears(ReferencePort port, ReferencePort uplink, ReferenceFrame frame, bool isOwner, IReadOnlyList<ReferencePort> all) => port.Vnic!.Teaming.Policy switch
    {
        TeamingPolicy.SourceMac when isOwner => OfNumber(port, all, (uint)FlowHash.OfMac(frame.Destination)) == uplink,
        TeamingPolicy.IpHash => Enumerable.Range(0, FlowHash.Buckets).Any(bucket => OfNumber(port, all, (uint)bucket) == uplink),
        _ => port.PinnedUplink == uplink,
    };

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
        if (IsUp(home))
        {
            return home;
        }

        int place = active.Where(uplink => !IsUp(uplink)).ToList().IndexOf(home);
        ReferencePort? standIn = standby.Where(IsUp).ElementAtOrDefault(place);
        return standIn ?? carrying[(int)(number / active.Count % carrying.Count)];
    }

    private static List<ReferencePort> Carrying(ReferencePort port, IReadOnlyList<ReferencePort> all)
    {
        (List<ReferencePort> active, List<ReferencePort> standby) = Team(port, all);
        return [.. active.Where(IsUp), .. standby.Where(IsUp)];
    }

    private static (List<ReferencePort> Active, List<ReferencePort> Standby) Team(ReferencePort port, IReadOnlyList<ReferencePort> all) =>
        ([.. port.Vnic!.Teaming.Active.Select(id => all.Single(uplink => uplink.Id == id))], [.. port.Vnic.Teaming.Standby.Select(id => all.Single(uplink => uplink.Id == id))]);

    private static bool IsUp(ReferencePort uplink) => uplink.Running && uplink.LinkUp;
}
