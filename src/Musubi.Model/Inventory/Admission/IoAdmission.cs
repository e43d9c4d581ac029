using System.Globalization;
using Musubi.Model.Config;
using Musubi.Model.Inventory.Editing;

namespace Musubi.Model.Inventory.Admission;

/// <summary>
/// Refuses a change after which something reserved on uplinks cannot be met, with the arithmetic. What could not be met before, such as when a link
/// came back slower, does not stop changes that make it no worse.
/// </summary>
internal static class IoAdmission
{
    public static void Check(InventorySnapshot before, InventorySnapshot after, IReadOnlyList<ObjectChange> changes, ErrorList errors)
    {
        foreach (SwitchConfig owner in Concerned(before, after, changes))
        {
            IoBalance[] broken = [.. IoBalances.Of(after, owner).Where(one => !one.IsMet)];
            if (broken.Length == 0)
            {
                continue;
            }

            Dictionary<string, long> missed = before.Switches.TryGetValue(owner.Id, out SwitchConfig? former)
                ? IoBalances.Of(before, former).Where(one => !one.IsMet).DistinctBy(one => one.Key).ToDictionary(one => one.Key, one => one.Missing)
                : [];
            foreach (IoBalance one in broken.Where(one => one.Missing > missed.GetValueOrDefault(one.Key)))
            {
                errors.Refuse(one.Field, one.Demand.ToString(CultureInfo.InvariantCulture), one.Rule());
            }
        }
    }

    /// <summary>Switches with I/O control of which something changed that reservations depend on.</summary>
    private static IEnumerable<SwitchConfig> Concerned(InventorySnapshot before, InventorySnapshot after, IReadOnlyList<ObjectChange> changes)
    {
        HashSet<Guid> concerned = [];
        foreach (ObjectChange change in changes)
        {
            switch (change.After ?? change.Before)
            {
                case SwitchConfig owner when change.Before is not SwitchConfig old || old with { NextPortNumber = owner.NextPortNumber } != owner:
                    concerned.Add(owner.Id);
                    break;
                case PortGroupConfig group:
                    concerned.Add(group.SwitchId);
                    break;
                case PortConfig port when Reserves(change.Before) || Reserves(change.After):
                    concerned.Add((after.PortGroups.GetValueOrDefault(port.PortGroupId) ?? before.PortGroups[port.PortGroupId]).SwitchId);
                    break;
            }
        }

        return concerned.Order().Select(id => after.Switches.GetValueOrDefault(id)).OfType<SwitchConfig>().Where(owner => owner.IoControl.Enabled);
    }

    private static bool Reserves(IInventoryObject? item) => item is PortConfig { Connection.Io.ReservationBitsPerSecond: > 0 };
}
