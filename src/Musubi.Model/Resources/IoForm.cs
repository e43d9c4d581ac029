using System.Collections.Immutable;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Inventory.Admission;
using Musubi.Model.Policy;

namespace Musubi.Model.Resources;

/// <summary>The user form of what belongs to I/O control. Pure.</summary>
internal static class IoForm
{
    /// <summary>Null for a standard switch, which has none.</summary>
    public static IoControlResource? Of(SwitchConfig config) => config.Kind == SwitchKind.Standard ? null : new IoControlResource
    {
        Enabled = config.IoControl.Enabled,
        TrafficTypes = TrafficTypeWords.All.Select(config.IoControl.Of).ToImmutableSortedDictionary(
            one => TrafficTypeWords.Word(one.Type), one => Of(one.Shares, one.ReservationBitsPerSecond, one.LimitBitsPerSecond), StringComparer.Ordinal),
    };

    public static IoSettingsResource Of(IoAllocation own) => Of(own.Shares, own.ReservationBitsPerSecond, own.LimitBitsPerSecond);

    /// <summary>With what is reserved of each now.</summary>
    public static ValueList<IoPoolResource> PoolsOf(InventorySnapshot snapshot, SwitchConfig config)
    {
        if (config.IoPools.Count == 0)
        {
            return [];
        }

        Dictionary<string, long> reserved = IoBook.ReservedByPool(snapshot, config);
        return [.. config.IoPools.Select(pool => new IoPoolResource
        {
            Name = pool.Name,
            QuotaBitsPerSecond = pool.QuotaBitsPerSecond,
            ReservedBitsPerSecond = reserved.GetValueOrDefault(pool.Name),
            Shares = pool.Shares,
            LimitBitsPerSecond = pool.LimitBitsPerSecond,
        })];
    }

    private static IoSettingsResource Of(int shares, long reservation, long? limit) =>
        new() { Shares = shares, ReservationBitsPerSecond = reservation, LimitBitsPerSecond = limit };
}
