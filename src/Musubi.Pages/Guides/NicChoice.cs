using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Services;
using Musubi.Pages.Live;

namespace Musubi.Pages.Guides;

/// <summary>A NIC that may fill an uplink.</summary>
/// <param name="Name">Its present name, by which it is asked for.</param>
/// <param name="SpeedMbps">0 when unknown.</param>
/// <param name="LinkUp">Null when its host does not tell.</param>
/// <param name="TakenBy">What has it already, or the address that it carries; empty when it is free.</param>
public sealed record NicChoice(string Name, int SpeedMbps, bool? LinkUp, string TakenBy)
{
    public bool IsFree => TakenBy.Length == 0;

    /// <summary>The NICs of a host, by name.</summary>
    /// <param name="snapshot">Which switches have which.</param>
    /// <param name="host">The host.</param>
    /// <param name="owner">The switch whose uplinks are filled; what it has already counts as free. Null for a new one.</param>
    public static IReadOnlyList<NicChoice> Of(InventorySnapshot snapshot, HostView host, Guid? owner)
    {
        Dictionary<string, string> taken = [];
        foreach (SwitchConfig other in snapshot.Switches.Values.Where(other => other.Id != owner))
        {
            foreach (UplinkAssignment assignment in other.Members.Where(member => member.HostId == host.Id).SelectMany(member => member.Uplinks))
            {
                taken[assignment.Nic] = $"{other.Name}/{assignment.Uplink}";
            }
        }

        Dictionary<string, NicRuntime> seen = host.Nics.DistinctBy(nic => nic.Id).ToDictionary(nic => nic.Id);
        return [.. host.Config.Nics.Select(nic => Of(nic, seen.GetValueOrDefault(nic.Id), taken)).OrderBy(choice => choice.Name, StringComparer.Ordinal)];
    }

    private static NicChoice Of(HostNic nic, NicRuntime? seen, Dictionary<string, string> taken)
    {
        string by = taken.GetValueOrDefault(nic.Id)
            ?? (nic.UsedBy.StartsWith("standard switch ", StringComparison.Ordinal) ? nic.UsedBy : nic.Address);
        return new NicChoice(seen?.Name ?? nic.Name, seen?.SpeedMbps is > 0 and var speed ? speed : nic.SpeedMbps, seen?.LinkUp, by);
    }
}
