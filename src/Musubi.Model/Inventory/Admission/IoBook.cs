using Musubi.Model.Config;
using Musubi.Model.Policy;

namespace Musubi.Model.Inventory.Admission;

/// <summary>What is reserved on the uplinks of a switch, and by whom. Pure.</summary>
internal static class IoBook
{
    /// <summary>Filled uplinks of all member hosts.</summary>
    public static List<IoUplink> UplinksOf(InventorySnapshot snapshot, SwitchConfig owner) =>
        [.. owner.Members.Where(member => snapshot.Hosts.ContainsKey(member.HostId)).SelectMany(member => member.Uplinks.Select(one => UplinkOf(snapshot.Hosts[member.HostId], one)))];

    /// <summary>Of connected vNICs; one that migrates reserves on both hosts. Costs a pass over all ports.</summary>
    public static IEnumerable<IoReservation> ReservationsOf(InventorySnapshot snapshot, SwitchConfig owner)
    {
        foreach (PortConfig port in snapshot.Ports.Values)
        {
            if (port.Connection is { Io.ReservationBitsPerSecond: > 0 } connection && snapshot.PortGroups[port.PortGroupId] is { } group && group.SwitchId == owner.Id)
            {
                yield return new IoReservation(port, group, connection, connection.Io.ReservationBitsPerSecond);
                if (port.Destination is { } destination)
                {
                    yield return new IoReservation(port, group, destination, connection.Io.ReservationBitsPerSecond);
                }
            }
        }
    }

    /// <summary>By the name of each pool what its vNICs have reserved, one that migrates once.</summary>
    public static Dictionary<string, long> ReservedByPool(InventorySnapshot snapshot, SwitchConfig owner) =>
        ReservationsOf(snapshot, owner).Where(one => ReferenceEquals(one.Connection, one.Port.Connection) && one.Group.IoPool is not null)
            .GroupBy(one => one.Group.IoPool!).ToDictionary(pool => pool.Key, pool => pool.Sum(one => one.BitsPerSecond));

    /// <summary>The uplinks of a host by which a port leaves it while all of them carry, in the switch's order. Of a LAG those that have a NIC: each carries some of its conversations.</summary>
    public static ValueList<string> WaysOf(SwitchConfig owner, MemberConfig member, IoReservation reservation)
    {
        Teaming teaming = PolicyResolver.Resolve(owner, reservation.Group.Policy, reservation.Port.Policy).Teaming;
        HashSet<string> filled = [.. member.Uplinks.Select(assignment => assignment.Uplink)];
        string[][] active = Filled(owner, teaming.Active, filled);
        string[][] ways = active.Length > 0 ? active : Filled(owner, teaming.Standby, filled);
        HashSet<string> used = [.. (teaming.Policy == TeamingPolicy.ExplicitOrder ? ways.Take(1) : ways).SelectMany(uplinks => uplinks)];
        return [.. owner.Uplinks.Where(used.Contains)];
    }

    /// <summary>Of each uplink or LAG in a teaming order the uplinks that have a NIC; those without one are left out.</summary>
    private static string[][] Filled(SwitchConfig owner, ValueList<string> order, HashSet<string> filled) =>
        [.. order.Select(way => UplinksOf(owner, way).Where(filled.Contains).ToArray()).Where(uplinks => uplinks.Length > 0)];

    private static ValueList<string> UplinksOf(SwitchConfig owner, string way) => owner.Lags.FirstOrDefault(lag => lag.Name == way)?.Uplinks ?? [way];

    private static IoUplink UplinkOf(HostConfig host, UplinkAssignment assignment)
    {
        int speed = host.Nics.FirstOrDefault(nic => nic.Id == assignment.Nic)?.SpeedMbps ?? 0;
        return new IoUplink(host, assignment, assignment.CapacityBitsPerSecond ?? (speed > 0 ? speed * 1_000_000L : null));
    }
}
