using System.Buffers.Binary;

namespace Musubi.Switch.Forwarding.Guarding;

/// <summary>
/// An IP address as 128 bits, first octet most significant. IPv4 addresses stand behind 96 bits that no unicast address of IPv6 begins with, so that
/// none is ever taken for one of the other family.
/// </summary>
public readonly record struct AddressKey(ulong High, ulong Low)
{
    /// <summary>Bits of a whole address.</summary>
    public const int Bits = 128;

    /// <summary>Bits before an IPv4 address.</summary>
    public const int BitsBeforeIpv4 = 96;

    /// <summary>ff00::/8 is for groups.</summary>
    private const ulong Ipv4Mark = ulong.MaxValue;
    private const ulong LinkLocal = 0xfe80_0000_0000_0000;
    private const ulong UniversalBit = 0x0200_0000_0000_0000;

    public bool IsIpv4 => High == Ipv4Mark;

    /// <summary>0.0.0.0 or ::.</summary>
    public bool IsUnspecified => Low == 0 && High is 0 or Ipv4Mark;

    /// <summary>One that a guest can have: no group, no broadcast, no loopback, not unspecified.</summary>
    public bool IsUsable => IsIpv4
        ? (uint)Low >> 24 is > 0 and not 127 and < 224
        : High >> 56 != 0xff && (High != 0 || Low > uint.MaxValue) && !(High == 0 && Low >> 32 == 0xffff);

    public static AddressKey Ipv4(uint address) => new(Ipv4Mark, address);

    /// <summary>The link-local address that follows from a MAC (RFC 4291, appendix A).</summary>
    public static AddressKey LinkLocalOf(ulong mac) =>
        new(LinkLocal, (((mac << 16) & 0xffff_ff00_0000_0000) | 0xff_fe00_0000 | (mac & 0xff_ffff)) ^ UniversalBit);

    /// <param name="bytes">4 or 16.</param>
    public static AddressKey Read(ReadOnlySpan<byte> bytes) => bytes.Length == 4
        ? Ipv4(BinaryPrimitives.ReadUInt32BigEndian(bytes))
        : new AddressKey(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>4 or 16 bytes.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), Low);
        return IsIpv4 ? bytes[12..] : bytes;
    }

    /// <summary>The first bits of it, the others zero.</summary>
    /// <param name="length">0..128.</param>
    public AddressKey First(int length) => length switch
    {
        >= Bits => this,
        > 64 => new AddressKey(High, Low & (ulong.MaxValue << (Bits - length))),
        64 => new AddressKey(High, 0),
        > 0 => new AddressKey(High & (ulong.MaxValue << (64 - length)), 0),
        _ => default,
    };
}
