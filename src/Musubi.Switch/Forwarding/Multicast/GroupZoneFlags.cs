namespace Musubi.Switch.Forwarding.Multicast;

[Flags]
internal enum GroupZoneFlags : byte
{
    /// <summary>Nothing is known of the zone: everything is flooded.</summary>
    None = 0,

    /// <summary>IPv4 groups go to their members.</summary>
    FiltersIpv4 = 1,

    /// <summary>IPv6 groups go to their members.</summary>
    FiltersIpv6 = 2,

    /// <summary>Groups that nobody has asked for are flooded.</summary>
    FloodsUnregistered = 4,
}
