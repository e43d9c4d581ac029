using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Multicast;

namespace Musubi.Switch.Control.Multicast;

/// <summary>How a switch follows groups.</summary>
/// <param name="FloodsUnregistered">Groups that nobody has asked for go to every port.</param>
/// <param name="Querier">Null: the switch asks nobody by itself.</param>
/// <param name="Mac">From which its queries come.</param>
internal sealed record SnoopingSettings(bool FloodsUnregistered, QuerierSettings? Querier, ulong Mac)
{
    /// <summary>Of a plan that was found valid; null where groups are not followed.</summary>
    public static SnoopingSettings? Of(PlannedSwitch planned, ulong mac) => planned.Snooping is not { } snooping ? null : new SnoopingSettings(
        snooping.FloodUnregistered,
        snooping.Querier is not { } querier ? null : new QuerierSettings(
            (int)querier.IntervalSeconds,
            querier.Address4.Length == 4 ? GroupAddresses.ReadIpv4(querier.Address4.Span) : null,
            querier.Address6.Length == 16 ? GroupAddresses.ReadIpv6(querier.Address6.Span) : null),
        mac);
}
