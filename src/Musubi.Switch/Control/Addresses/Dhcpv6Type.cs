namespace Musubi.Switch.Control.Addresses;

/// <summary>Kinds of DHCPv6 messages (RFC 8415, 7.3). Others have their number.</summary>
public enum Dhcpv6Type : byte
{
    None = 0,
    Solicit = 1,
    Advertise = 2,
    Request = 3,
    Confirm = 4,
    Renew = 5,
    Rebind = 6,
    Reply = 7,
    Release = 8,
    Decline = 9,
}
