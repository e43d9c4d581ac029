using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>Judges what a plan says of the sharing of uplinks.</summary>
internal static class IoControlChecks
{
    public const int MaxPools = 64;

    private const uint MaxShares = 100;
    private const ulong MinRate = 8_000;
    private const ulong MaxRate = 1_000_000_000_000;

    /// <param name="plan">The plan.</param>
    /// <param name="error">Takes field, value and rule of each error.</param>
    public static void Check(SwitchPlan plan, Action<string, object, string> error)
    {
        Dictionary<uint, HashSet<string>> pools = [];
        for (int i = 0; i < plan.Switches.Count; i++)
        {
            if (plan.Switches[i].IoControl is { } control)
            {
                pools.TryAdd(plan.Switches[i].Key, [.. control.Pools.Select(pool => pool.Name)]);
                CheckTraffic(control, $"switches[{i}].io_control", error);
                CheckPools(control, $"switches[{i}].io_control", error);
            }
        }

        for (int i = 0; i < plan.Ports.Count; i++)
        {
            if (plan.Ports[i].Vnic is { } vnic)
            {
                CheckPort(vnic, pools.GetValueOrDefault(plan.Ports[i].SwitchKey), $"ports[{i}].vnic", error);
            }
        }
    }

    private static void CheckTraffic(IoControl control, string field, Action<string, object, string> error)
    {
        HashSet<TrafficType> seen = [];
        for (int i = 0; i < control.Traffic.Count; i++)
        {
            IoTraffic traffic = control.Traffic[i];
            string at = $"{field}.traffic[{i}]";
            if (traffic.Type == TrafficType.Unspecified || !Enum.IsDefined(traffic.Type))
            {
                error($"{at}.type", traffic.Type, "must be a type that this version knows");
            }
            else if (!seen.Add(traffic.Type))
            {
                error($"{at}.type", traffic.Type, "must be named only once");
            }

            CheckShares(traffic.Shares, least: 1, at, error);
            CheckRates(traffic.ReservationBitsPerSecond, traffic.LimitBitsPerSecond, at, error);
        }
    }

    private static void CheckPools(IoControl control, string field, Action<string, object, string> error)
    {
        if (control.Pools.Count > MaxPools)
        {
            error($"{field}.pools", control.Pools.Count, $"must be at most {MaxPools}");
        }

        HashSet<string> seen = [];
        for (int i = 0; i < control.Pools.Count; i++)
        {
            IoPool pool = control.Pools[i];
            string at = $"{field}.pools[{i}]";
            if (pool.Name.Length == 0 || !seen.Add(pool.Name))
            {
                error($"{at}.name", pool.Name, "must be unique in its switch and not empty");
            }

            CheckShares(pool.Shares, least: 1, at, error);
            CheckRates(0, pool.LimitBitsPerSecond, at, error);
        }
    }

    private static void CheckPort(VnicRole vnic, HashSet<string>? pools, string field, Action<string, object, string> error)
    {
        if (!Enum.IsDefined(vnic.TrafficType))
        {
            error($"{field}.traffic_type", vnic.TrafficType, "must be a type that this version knows");
        }

        if (vnic.IoAllocation is not { } own)
        {
            return;
        }

        string at = $"{field}.io_allocation";
        CheckShares(own.Shares, least: 0, at, error);
        CheckRates(own.ReservationBitsPerSecond, own.LimitBitsPerSecond, at, error);
        if (own.Pool.Length > 0 && (pools?.Contains(own.Pool) != true || vnic.TrafficType is not (TrafficType.Unspecified or TrafficType.VirtualMachine)))
        {
            error($"{at}.pool", own.Pool, "must be a pool of its switch, and for ports of virtual machines only");
        }
    }

    private static void CheckShares(uint shares, uint least, string field, Action<string, object, string> error)
    {
        if (shares < least || shares > MaxShares)
        {
            error($"{field}.shares", shares, $"must be {least}..{MaxShares}");
        }
    }

    private static void CheckRates(ulong reservation, ulong limit, string field, Action<string, object, string> error)
    {
        if (reservation is not 0 and (< MinRate or > MaxRate))
        {
            error($"{field}.reservation_bits_per_second", reservation, $"must be 0 or {MinRate}..{MaxRate}");
        }

        if (limit is not 0 && (limit < Math.Max(reservation, MinRate) || limit > MaxRate))
        {
            error($"{field}.limit_bits_per_second", limit, $"must be 0 or from the reservation, and {MinRate}, to {MaxRate}");
        }
    }
}
