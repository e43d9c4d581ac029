using Musubi.Contracts.Plan;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>Which uplink a port is pinned to, as the model sees it.</summary>
public static class ReferenceTeaming
{
    public static ReferencePort? Choose(ReferencePort port, IReadOnlyList<ReferencePort> all)
    {
        TeamingSettings teaming = port.Vnic!.Teaming;
        List<ReferencePort> active = [.. teaming.Active.Select(id => all.Single(uplink => uplink.Id == id))];
        List<ReferencePort> standby = [.. teaming.Standby.Select(id => all.Single(uplink => uplink.Id == id))];
        bool mayStay = !teaming.Failback && port.PinnedUplink is { } present && IsUp(present) && (active.Contains(present) || standby.Contains(present));
        if (mayStay)
        {
            return port.PinnedUplink;
        }

        List<ReferencePort> carrying = [.. active.Where(IsUp), .. standby.Where(IsUp)];
        if (teaming.Policy == TeamingPolicy.ExplicitOrder || carrying.Count == 0 || active.Count == 0)
        {
            return carrying.FirstOrDefault();
        }

        // By port id: the home among the active ones; else the standby that stands in for it; else whoever is left.
        ReferencePort home = active[(int)(port.Vnic.Number % active.Count)];
        if (IsUp(home))
        {
            return home;
        }

        int place = active.Where(uplink => !IsUp(uplink)).ToList().IndexOf(home);
        ReferencePort? standIn = standby.Where(IsUp).ElementAtOrDefault(place);
        return standIn ?? carrying[(int)(port.Vnic.Number / active.Count % carrying.Count)];
    }

    private static bool IsUp(ReferencePort uplink) => uplink.Running && uplink.LinkUp;
}
