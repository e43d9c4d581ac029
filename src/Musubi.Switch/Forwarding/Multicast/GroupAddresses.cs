using System.Buffers.Binary;

namespace Musubi.Switch.Forwarding.Multicast;

/// <summary>
/// IP addresses as numbers: IPv6 as it stands, IPv4 as the IPv6 address that is mapped to it (RFC 4291, 2.5.5.2). So both lie in
/// one table.
/// </summary>
public static class GroupAddresses
{
    private const ulong Mapped = 0x0000_ffff_0000_0000;
    private const int Ipv4GroupBits = 0xE;
    private const int LinkScope = 2;

    public static UInt128 OfIpv4(uint address) => Mapped | address;

    public static UInt128 ReadIpv4(ReadOnlySpan<byte> bytes) => OfIpv4(BinaryPrimitives.ReadUInt32BigEndian(bytes));

    public static UInt128 ReadIpv6(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt128BigEndian(bytes);

    public static bool IsIpv4(UInt128 address) => (ulong)(address >> 32) == Mapped >> 32 && (ulong)(address >> 64) == 0;

    /// <summary>The lower 32 bits: all of an IPv4 address.</summary>
    public static uint Low(UInt128 address) => (uint)(ulong)address;

    /// <summary>224.0.0.0/4, or ff00::/8.</summary>
    public static bool IsGroup(UInt128 address) => IsIpv4(address) ? Low(address) >> 28 == Ipv4GroupBits : (byte)(address >> 120) == 0xff;

    /// <summary>
    /// Groups that every port of the VLAN gets and nobody needs to ask for: 224.0.0.0/24 (RFC 4541, 2.1.2), and of IPv6 those whose scope
    /// is the link or less, ff02::1 with them (RFC 4541, 3).
    /// </summary>
    public static bool IsLinkLocal(UInt128 group) =>
        IsIpv4(group) ? Low(group) >> 8 == 0xE0_0000 : ((byte)(group >> 112) & 0xf) <= LinkScope;

    /// <summary>The MAC that an IP group is sent to (RFC 1112, 6.4; RFC 2464, 7).</summary>
    public static ulong MacOf(UInt128 group) => IsIpv4(group) ? 0x0100_5e00_0000UL | (Low(group) & 0x7f_ffff) : 0x3333_0000_0000UL | Low(group);
}
