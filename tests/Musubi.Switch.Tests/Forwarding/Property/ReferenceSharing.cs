using Musubi.Contracts.Plan;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>What I/O control promises of an uplink, read from the plan itself.</summary>
public sealed class ReferenceSharing(SwitchPlan plan, PlannedPort uplink)
{
    private readonly IoControl? _control = plan.Switches.Single(one => one.Key == uplink.SwitchKey).IoControl;

    public bool IsShared => _control is not null;

    /// <summary>Bits a second on the wire; 0 where nobody knows: then it is never full.</summary>
    public long Capacity => IsShared ? (long)uplink.Uplink.CapacityBitsPerSecond : 0;

    /// <summary>Nothing that a port sends may wait here: the uplink is never full, and neither the port nor what it is part of is limited.</summary>
    public bool IsFree(PlannedPort sender) => Capacity == 0 && !LimitsOf(sender).Any();

    /// <summary>All that holds a port back: its own limit, that of its pool, that of its traffic type.</summary>
    public IEnumerable<(string Whose, long BitsPerSecond)> LimitsOf(PlannedPort sender)
    {
        if (_control is null)
        {
            return [];
        }

        VnicRole vnic = sender.Vnic;
        TrafficType type = vnic.TrafficType == TrafficType.Unspecified ? TrafficType.VirtualMachine : vnic.TrafficType;
        IEnumerable<(string Whose, ulong Limit)> limits =
        [
            ($"port {sender.Id}", vnic.IoAllocation?.LimitBitsPerSecond ?? 0),
            .. _control.Pools.Where(pool => pool.Name == vnic.IoAllocation?.Pool).Select(pool => ($"pool {pool.Name}", pool.LimitBitsPerSecond)),
            .. _control.Traffic.Where(traffic => traffic.Type == type).Select(traffic => ($"{type}", traffic.LimitBitsPerSecond)),
        ];
        return limits.Where(one => one.Limit > 0).Select(one => (one.Whose, (long)one.Limit));
    }
}
