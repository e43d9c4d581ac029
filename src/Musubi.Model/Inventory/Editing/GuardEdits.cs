using Musubi.Model.Commands;
using Musubi.Model.Policy;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Merges a change of guards into the present ones.</summary>
internal static class GuardEdits
{
    public static GuardConfig? Merge(GuardConfig? before, GuardSpec spec)
    {
        GuardConfig present = before ?? new GuardConfig();
        GuardConfig merged = new()
        {
            BpduFilter = spec.BpduFilter.Or(present.BpduFilter),
            DhcpGuard = spec.DhcpGuard.Or(present.DhcpGuard),
            RaGuard = spec.RaGuard.Or(present.RaGuard),
            SpoofGuard = spec.SpoofGuard.Or(present.SpoofGuard),
        };
        return merged == new GuardConfig() ? null : merged;
    }
}
