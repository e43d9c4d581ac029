using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Sharing;

namespace Musubi.Switch.Tests.Forwarding.Sharing;

/// <summary>How an uplink of a test is shared. Ports have the numbers 1, 2… as origins, in the order in which they are added.</summary>
internal sealed class Tree
{
    public const long Giga = 1_000_000_000;
    public const long Mega = 1_000_000;

    private readonly IoControl _control = new();
    private readonly List<(VnicRole Vnic, int Number, long Handle)> _ports = [];

    public long Capacity { get; init; } = 100 * Mega;

    public Tree Type(TrafficType type, uint shares, long reservation = 0, long limit = 0)
    {
        _control.Traffic.Add(new IoTraffic { Type = type, Shares = shares, ReservationBitsPerSecond = (ulong)reservation, LimitBitsPerSecond = (ulong)limit });
        return this;
    }

    public Tree Pool(string name, uint shares, long limit = 0)
    {
        _control.Pools.Add(new IoPool { Name = name, Shares = shares, LimitBitsPerSecond = (ulong)limit });
        return this;
    }

    public Tree Port(uint shares = 50, long reservation = 0, long limit = 0, string pool = "", TrafficType type = TrafficType.VirtualMachine, long? handle = null)
    {
        IoAllocation own = new() { Shares = shares, ReservationBitsPerSecond = (ulong)reservation, LimitBitsPerSecond = (ulong)limit, Pool = pool };
        _ports.Add((new VnicRole { TrafficType = type, IoAllocation = own }, _ports.Count, handle ?? 1000 + _ports.Count));
        return this;
    }

    public IoSchedule Build() => new IoSchedules(_control, _ports).For(Capacity);
}
