using Musubi.Contracts.Fabric;
using Musubi.Model.Policy;
using Wanted = Musubi.Model.Share;

namespace Musubi.Controller.Fabric;

/// <summary>Puts what belongs to I/O control into the words of the contract. Pure.</summary>
internal static class IoMessages
{
    /// <summary>Null while it is off.</summary>
    public static ShareIoControl? From(Wanted.ShareSwitch item)
    {
        if (!item.IoControl.Enabled)
        {
            return null;
        }

        ShareIoControl message = new();
        message.Traffic.AddRange(item.IoControl.Traffic.Select(one => new ShareIoTraffic
        {
            Type = TrafficTypeWords.Word(one.Type),
            Allocation = Of(one.Shares, one.ReservationBitsPerSecond, one.LimitBitsPerSecond),
        }));
        message.Pools.AddRange(item.IoPools.Select(pool => new ShareIoPool
        {
            Name = pool.Name,
            Shares = (uint)(pool.Shares ?? 0),
            LimitBitsPerSecond = (ulong)(pool.LimitBitsPerSecond ?? 0),
        }));
        return message;
    }

    /// <summary>Null for the usual.</summary>
    public static ShareIoAllocation? From(IoAllocation? own) => own is null ? null : Of(own.Shares, own.ReservationBitsPerSecond, own.LimitBitsPerSecond);

    private static ShareIoAllocation Of(int shares, long reservation, long? limit) =>
        new() { Shares = (uint)shares, ReservationBitsPerSecond = (ulong)reservation, LimitBitsPerSecond = (ulong)(limit ?? 0) };
}
