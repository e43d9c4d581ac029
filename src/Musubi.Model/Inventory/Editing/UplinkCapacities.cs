using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Says what filled uplinks carry, where that is not what their links say.</summary>
internal static class UplinkCapacities
{
    /// <param name="session">The edit.</param>
    /// <param name="present">The host's membership as it was; null for a new member.</param>
    /// <param name="filled">With the uplinks that are wanted.</param>
    /// <param name="wanted">All capacities; null: an uplink that keeps its NIC keeps its own.</param>
    /// <param name="field">The field that holds them.</param>
    public static MemberConfig Apply(EditSession session, MemberConfig? present, MemberConfig filled, ValueList<CapacitySpec>? wanted, string field)
    {
        if (wanted is not { } capacities)
        {
            return filled with { Uplinks = [.. filled.Uplinks.Select(a => a with { CapacityBitsPerSecond = Former(present, a) })] };
        }

        foreach (CapacitySpec spec in capacities)
        {
            string place = $"{field}.{ShownValue.Of(spec.Uplink)}";
            if (!filled.Uplinks.Any(a => a.Uplink == spec.Uplink))
            {
                session.Errors.Invalid(place, ShownValue.Of(spec.BitsPerSecond), "must be an uplink that this host fills");
            }

            if (spec.BitsPerSecond is < Limits.MinCapacity or > Limits.MaxCapacity)
            {
                session.Errors.Invalid(place, ShownValue.Of(spec.BitsPerSecond), $"must be from {ShownValue.Of(Limits.MinCapacity)} to {ShownValue.Of(Limits.MaxCapacity)} bits a second");
            }
        }

        return filled with
        {
            Uplinks = [.. filled.Uplinks.Select(a => a with { CapacityBitsPerSecond = capacities.FirstOrDefault(c => c.Uplink == a.Uplink)?.BitsPerSecond })],
        };
    }

    private static long? Former(MemberConfig? present, UplinkAssignment assignment) =>
        present?.Uplinks.FirstOrDefault(a => a.Uplink == assignment.Uplink && a.Nic == assignment.Nic)?.CapacityBitsPerSecond;
}
