namespace Musubi.Switch.Control.Multicast;

/// <summary>How the switch asks for listeners.</summary>
/// <param name="IntervalSeconds">Between its queries.</param>
/// <param name="Address4">
/// With an address it asks the whole network, and stands for election with whoever else does; null: it asks the guests of this host only, from 0.0.0.0.
/// </param>
/// <param name="Address6">Likewise of IPv6, link-local.</param>
internal sealed record QuerierSettings(int IntervalSeconds, UInt128? Address4, UInt128? Address6)
{
    public const int DefaultInterval = 125;

    public UInt128? Address(bool isIpv6) => isIpv6 ? Address6 : Address4;
}
