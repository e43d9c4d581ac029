using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Sharing;

/// <summary>
/// Lays out how the uplinks of one switch are shared, from a plan that was found valid: one tree of classes for all of them. Pure.
/// </summary>
public sealed class IoSchedules
{
    private const int UsualShares = 50;

    private readonly List<IoClass> _classes = [new(new IoClassId(IoClassKind.All), -1), new(new IoClassId(IoClassKind.Own), IoSchedule.All)];
    private readonly Dictionary<TrafficType, int> _types = [];
    private readonly Dictionary<string, int> _pools = [];
    private readonly int[] _leafOfOrigin;

    /// <param name="control">What the switch has for it.</param>
    /// <param name="ports">Its vNICs: each with the number and the handle of its slot.</param>
    public IoSchedules(IoControl control, IReadOnlyList<(VnicRole Vnic, int Number, long Handle)> ports)
    {
        foreach (TrafficType type in Enum.GetValues<TrafficType>().Where(type => type != TrafficType.Unspecified))
        {
            IoTraffic traffic = control.Traffic.FirstOrDefault(one => one.Type == type) ?? new IoTraffic { Shares = UsualShares };
            _types.Add(type, _classes.Count);
            _classes.Add(new IoClass(
                new IoClassId(IoClassKind.Type, (long)type), IoSchedule.All, (int)traffic.Shares, (long)traffic.ReservationBitsPerSecond, (long)traffic.LimitBitsPerSecond));
        }

        foreach (IoPool pool in control.Pools)
        {
            _pools.Add(pool.Name, _classes.Count);
            _classes.Add(new IoClass(
                new IoClassId(IoClassKind.Pool, 0, pool.Name), _types[TrafficType.VirtualMachine], (int)pool.Shares, 0, (long)pool.LimitBitsPerSecond));
        }

        _classes.Add(new IoClass(new IoClassId(IoClassKind.Others), _types[TrafficType.VirtualMachine]));
        _leafOfOrigin = new int[ports.Select(port => port.Number + 2).DefaultIfEmpty(1).Max()];
        Array.Fill(_leafOfOrigin, -1);
        _leafOfOrigin[0] = IoSchedule.Own;
        foreach ((VnicRole vnic, int number, long handle) in ports)
        {
            _leafOfOrigin[number + 1] = _classes.Count;
            _classes.Add(ClassOf(vnic, handle));
        }
    }

    public IoSchedule For(long capacityBitsPerSecond) => new(capacityBitsPerSecond, _classes, _leafOfOrigin);

    private IoClass ClassOf(VnicRole vnic, long handle)
    {
        IoAllocation own = vnic.IoAllocation ?? new IoAllocation();
        TrafficType type = vnic.TrafficType == TrafficType.Unspecified ? TrafficType.VirtualMachine : vnic.TrafficType;
        return new IoClass(
            new IoClassId(IoClassKind.Port, handle),
            own.Pool.Length > 0 ? _pools[own.Pool] : _types[type],
            own.Shares == 0 ? UsualShares : (int)own.Shares,
            (long)own.ReservationBitsPerSecond,
            (long)own.LimitBitsPerSecond);
    }
}
