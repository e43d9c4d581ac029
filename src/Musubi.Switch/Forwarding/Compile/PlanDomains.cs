using System.Numerics;
using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>How many VLAN domains a plan makes. Takes plans that are not valid, too.</summary>
internal static class PlanDomains
{
    /// <summary>VLANs in use over all switches, and one more for each switch with trunks, whose MACs are found under it.</summary>
    public static int Count(SwitchPlan plan)
    {
        Dictionary<uint, ulong[]> used = [];
        HashSet<uint> withTrunks = [];
        HashSet<(uint Switch, uint Primary)> families = [];
        foreach (PlannedPort port in plan.Ports.Where(port => port.Vnic?.Vlan is not null))
        {
            VlanSettings vlan = port.Vnic.Vlan;
            if (!used.TryGetValue(port.SwitchKey, out ulong[]? vlans))
            {
                used.Add(port.SwitchKey, vlans = new ulong[VlanBitmap.Words]);
            }

            if (vlan.Private is { } one)
            {
                families.Add((port.SwitchKey, one.Primary));
                foreach (int heard in one.Hears.Select(id => (int)Math.Min(id, 4094)))
                {
                    VlanBitmap.AddRange(vlans, heard, heard);
                }

                continue;
            }

            if (vlan.Trunk is null)
            {
                int own = (int)Math.Min(vlan.Access, 4094);
                VlanBitmap.AddRange(vlans, own, own);
                continue;
            }

            withTrunks.Add(port.SwitchKey);
            foreach (VlanRange range in vlan.Trunk.Ranges.Where(IsValid))
            {
                VlanBitmap.AddRange(vlans, (int)range.First, (int)range.Last);
            }
        }

        return withTrunks.Count + families.Count + used.Values.Sum(vlans => vlans.Sum(BitOperations.PopCount));
    }

    public static bool IsValid(VlanRange range) => range.First <= range.Last && range.Last <= 4094;
}
