namespace Musubi.Model.Config;

/// <summary>How an address of a guest came to be known.</summary>
public enum AddressOrigin
{
    /// <summary>A DHCP server gave it.</summary>
    Dhcp,

    /// <summary>The guest was the first to claim it (IPv6 duplicate address detection, RFC 6620).</summary>
    Claimed,

    /// <summary>The guest spoke with it in ARP or neighbour discovery. Grants nothing.</summary>
    Traffic,
}
