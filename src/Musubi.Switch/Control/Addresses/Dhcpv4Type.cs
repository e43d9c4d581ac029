namespace Musubi.Switch.Control.Addresses;

/// <summary>Kinds of DHCP messages (RFC 2132, 9.6). Others have their number.</summary>
public enum Dhcpv4Type : byte
{
    None = 0,
    Discover = 1,
    Offer = 2,
    Request = 3,
    Decline = 4,
    Acknowledge = 5,
    Refuse = 6,
    Release = 7,
    Inform = 8,
}
