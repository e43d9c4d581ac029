using Musubi.Model.Policy;

namespace Musubi.Model.Validation;

/// <summary>VLAN ids and ranges. The method gives the rule that is broken, or null, and the ranges sorted and joined.</summary>
public static class VlanRules
{
    public const int MaxId = 4094;

    public static string? Check(VlanConfig vlan, out VlanConfig normal)
    {
        normal = vlan;
        return vlan.Mode switch
        {
            VlanMode.Access or VlanMode.Private => vlan.Id is >= 1 and <= MaxId && vlan.Ranges.Count == 0 ? null : VlanText.Rule,
            VlanMode.Trunk => CheckTrunk(vlan, out normal),
            _ => vlan.Id == 0 && vlan.Ranges.Count == 0 ? null : VlanText.Rule,
        };
    }

    private static string? CheckTrunk(VlanConfig vlan, out VlanConfig normal)
    {
        normal = vlan;
        List<VlanRange> joined = [];
        foreach (VlanRange range in vlan.Ranges.OrderBy(r => r.First).ThenBy(r => r.Last))
        {
            if (range.First < 0 || range.Last > MaxId || range.First > range.Last)
            {
                return VlanText.Rule;
            }

            if (joined.Count > 0 && range.First <= joined[^1].Last)
            {
                return $"must not name a VLAN twice: {joined[^1]} and {range} overlap";
            }

            if (joined.Count > 0 && range.First == joined[^1].Last + 1)
            {
                joined[^1] = new VlanRange(joined[^1].First, range.Last);
            }
            else
            {
                joined.Add(range);
            }
        }

        normal = vlan with { Ranges = [.. joined] };
        return joined.Count == 0 || vlan.Id != 0 ? VlanText.Rule : null;
    }
}
