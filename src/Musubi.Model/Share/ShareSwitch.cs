using Musubi.Model.Config;
using Musubi.Model.Policy;

namespace Musubi.Model.Share;

/// <summary>A switch as one of its hosts sees it.</summary>
public sealed record ShareSwitch
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required int Mtu { get; init; }

    public ValueList<LagConfig> Lags { get; init; } = [];

    public ValueList<PrivateVlan> PrivateVlans { get; init; } = [];

    public DiscoveryConfig Discovery { get; init; } = DiscoveryConfig.Default;

    public MulticastConfig Multicast { get; init; } = MulticastConfig.Default;

    public IoControl IoControl { get; init; } = IoControl.Off;

    /// <summary>Those that share uplinks as one; none while I/O control is off.</summary>
    public ValueList<IoPool> IoPools { get; init; } = [];

    /// <summary>What its uplinks filter and mark by, among <see cref="HostShare.RuleSets"/>; null for nothing.</summary>
    public Guid? UplinkRuleSet { get; init; }

    /// <summary>In the order of the switch's uplink names.</summary>
    public required ValueList<ShareUplink> Uplinks { get; init; }
}
