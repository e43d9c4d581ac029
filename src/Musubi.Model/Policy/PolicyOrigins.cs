namespace Musubi.Model.Policy;

/// <summary>Where each part of a <see cref="PortPolicy"/> comes from.</summary>
public sealed record PolicyOrigins
{
    public PolicyOrigin Blocked { get; init; }

    public PolicyOrigin Promiscuous { get; init; }

    public PolicyOrigin MacChanges { get; init; }

    public PolicyOrigin ForgedTransmits { get; init; }

    public PolicyOrigin BpduFilter { get; init; }

    public PolicyOrigin DhcpGuard { get; init; }

    public PolicyOrigin RaGuard { get; init; }

    public PolicyOrigin SpoofGuard { get; init; }

    public PolicyOrigin MacLearning { get; init; }

    public PolicyOrigin MacLimit { get; init; }

    public PolicyOrigin MacLimitPolicy { get; init; }

    public PolicyOrigin MacFlooding { get; init; }

    public PolicyOrigin MacAgeing { get; init; }

    public PolicyOrigin Vlan { get; init; }

    public PolicyOrigin TeamingPolicy { get; init; }

    /// <summary>Of active and standby together.</summary>
    public PolicyOrigin UplinkOrder { get; init; }

    public PolicyOrigin Failback { get; init; }

    public PolicyOrigin NotifySwitches { get; init; }

    public PolicyOrigin FailureDetection { get; init; }

    public PolicyOrigin FailbackDelay { get; init; }

    public PolicyOrigin IngressShaping { get; init; }

    public PolicyOrigin EgressShaping { get; init; }

    public PolicyOrigin Filtering { get; init; }
}
