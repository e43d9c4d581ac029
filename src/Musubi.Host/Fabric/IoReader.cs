using Musubi.Contracts.Fabric;
using Musubi.Model;
using Musubi.Model.Policy;

namespace Musubi.Host.Fabric;

/// <summary>Reads what belongs to I/O control out of the words of the contract. Pure.</summary>
internal static class IoReader
{
    /// <exception cref="FormatException">A traffic type is none that this agent knows.</exception>
    public static IoControl ReadControl(ShareIoControl? message) => message is null
        ? IoControl.Off
        : new IoControl { Enabled = true, Traffic = [.. message.Traffic.Select(Read)] };

    public static ValueList<IoPool> ReadPools(ShareIoControl? message) => message is null
        ? []
        : [.. message.Pools.Select(pool => new IoPool(pool.Name, 0, pool.Shares == 0 ? null : (int)pool.Shares, LimitOf(pool.LimitBitsPerSecond)))];

    /// <summary>Null for the usual.</summary>
    public static IoAllocation? Read(ShareIoAllocation? message) =>
        message is null ? null : new IoAllocation((int)message.Shares, (long)message.ReservationBitsPerSecond, LimitOf(message.LimitBitsPerSecond));

    private static IoTraffic Read(ShareIoTraffic message)
    {
        TrafficType type = TrafficTypeWords.Parse(message.Type) ?? throw new FormatException($"the controller's message names the traffic type {message.Type}, which this agent does not know");
        IoAllocation own = Read(message.Allocation) ?? IoAllocation.Usual;
        return new IoTraffic(type, own.Shares, own.ReservationBitsPerSecond, own.LimitBitsPerSecond);
    }

    private static long? LimitOf(ulong limit) => limit == 0 ? null : (long)limit;
}
