using System.Diagnostics.CodeAnalysis;
using Musubi.Model.Policy;

namespace Musubi.Model.Resources;

/// <summary>Traffic shaping of one direction in its user form; all but the first is absent where nothing is limited.</summary>
public sealed record ShapingLimitResource(bool Enabled, long? AverageBitsPerSecond, long? PeakBitsPerSecond, long? BurstBytes)
{
    [return: NotNullIfNotNull(nameof(limit))]
    public static ShapingLimitResource? Of(ShapingLimit? limit) => limit switch
    {
        null => null,
        { Enabled: false } => new ShapingLimitResource(false, null, null, null),
        _ => new ShapingLimitResource(true, limit.AverageBitsPerSecond, limit.PeakBitsPerSecond, limit.BurstBytes),
    };
}
