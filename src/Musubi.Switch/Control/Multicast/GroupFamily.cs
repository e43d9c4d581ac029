using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Multicast;

/// <summary>Who asks in a zone, and where routers are, of one IP version. Control thread only.</summary>
internal sealed class GroupFamily(bool isIpv6)
{
    public bool IsIpv6 => isIpv6;

    public QuerierElection Querier { get; } = new(isIpv6);

    /// <summary>Uplinks beyond which a router was heard, and until when that is believed. Milliseconds.</summary>
    public Dictionary<PortSlot, long> RouterUplinks { get; } = [];
}
