using Musubi.Model.Policy;

namespace Musubi.Model.Commands;

/// <summary>A change of a port's guards. Each field is kept, set, or (null) made to inherit again.</summary>
public readonly record struct GuardSpec
{
    /// <summary>All of them inherit again.</summary>
    public static GuardSpec Inherit { get; } = new()
    {
        BpduFilter = new Setting<bool?>(null),
        DhcpGuard = new Setting<bool?>(null),
        RaGuard = new Setting<bool?>(null),
        SpoofGuard = new Setting<SpoofGuard?>(null),
    };

    public Setting<bool?> BpduFilter { get; init; }

    public Setting<bool?> DhcpGuard { get; init; }

    public Setting<bool?> RaGuard { get; init; }

    public Setting<SpoofGuard?> SpoofGuard { get; init; }

    /// <summary>Sets anything, beyond inheriting.</summary>
    public bool Sets => BpduFilter.Value is not null || DhcpGuard.Value is not null || RaGuard.Value is not null || SpoofGuard.Value is not null;
}
