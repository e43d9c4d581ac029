using Musubi.Model.Policy;

namespace Musubi.Model.Commands;

/// <summary>A change of port policy. Each field is kept, set, or (null) made to inherit again.</summary>
public sealed record PolicySpec
{
    public Setting<bool?> Blocked { get; init; }

    public Setting<bool?> Promiscuous { get; init; }

    public Setting<bool?> MacChanges { get; init; }

    public Setting<bool?> ForgedTransmits { get; init; }

    public GuardSpec Guards { get; init; }

    public Setting<bool?> MacLearning { get; init; }

    public Setting<int?> MacLimit { get; init; }

    public Setting<MacLimitPolicy?> MacLimitPolicy { get; init; }

    public Setting<bool?> MacFlooding { get; init; }

    public Setting<int?> MacAgeingSeconds { get; init; }

    public Setting<VlanConfig?> Vlan { get; init; }

    public Setting<TeamingPolicy?> TeamingPolicy { get; init; }

    public Setting<ValueList<string>?> Active { get; init; }

    public Setting<ValueList<string>?> Standby { get; init; }

    public Setting<bool?> Failback { get; init; }

    public Setting<bool?> NotifySwitches { get; init; }

    public Setting<FailureDetection?> FailureDetection { get; init; }

    public Setting<int?> FailbackDelayMilliseconds { get; init; }

    public Setting<ShapingLimit?> IngressShaping { get; init; }

    public Setting<ShapingLimit?> EgressShaping { get; init; }

    public FilteringSpec Filtering { get; init; }

    /// <summary>Changes nothing.</summary>
    public static PolicySpec Keep { get; } = new();
}
