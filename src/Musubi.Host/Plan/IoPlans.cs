using Musubi.Model.Policy;
using Musubi.Model.Share;
using IoAllocation = Musubi.Contracts.Plan.IoAllocation;
using IoControl = Musubi.Contracts.Plan.IoControl;
using IoPool = Musubi.Contracts.Plan.IoPool;
using IoTraffic = Musubi.Contracts.Plan.IoTraffic;

namespace Musubi.Host.Plan;

/// <summary>What belongs to I/O control, in the words of the plan. Pure.</summary>
internal static class IoPlans
{
    /// <summary>Null while it is off.</summary>
    public static IoControl? Of(ShareSwitch shared)
    {
        if (!shared.IoControl.Enabled)
        {
            return null;
        }

        IoControl control = new();
        control.Traffic.AddRange(TrafficTypeWords.All.Select(shared.IoControl.Of).Select(one => new IoTraffic
        {
            Type = TrafficTypes.ToPlan(one.Type),
            Shares = (uint)one.Shares,
            ReservationBitsPerSecond = (ulong)one.ReservationBitsPerSecond,
            LimitBitsPerSecond = (ulong)(one.LimitBitsPerSecond ?? 0),
        }));
        control.Pools.AddRange(shared.IoPools.Select(pool => new IoPool
        {
            Name = pool.Name,
            Shares = (uint)(pool.Shares ?? IoShares.Normal),
            LimitBitsPerSecond = (ulong)(pool.LimitBitsPerSecond ?? 0),
        }));
        return control;
    }

    /// <summary>Null where the switch has none, and for a port that has the usual.</summary>
    public static IoAllocation? Of(SharePort port, ShareSwitch shared)
    {
        if (!shared.IoControl.Enabled || (port.Connection.Io is null && port.IoPool is null))
        {
            return null;
        }

        Model.Policy.IoAllocation own = port.Connection.Io ?? Model.Policy.IoAllocation.Usual;
        return new IoAllocation
        {
            Shares = (uint)own.Shares,
            ReservationBitsPerSecond = (ulong)own.ReservationBitsPerSecond,
            LimitBitsPerSecond = (ulong)(own.LimitBitsPerSecond ?? 0),
            Pool = port.Connection.Vm.Length > 0 && shared.IoPools.Any(pool => pool.Name == port.IoPool) ? port.IoPool : "",
        };
    }
}
