using System.Buffers.Binary;

namespace Musubi.Switch.Control.Multicast;

/// <summary>The checksum of IPv4 headers, IGMP and ICMPv6 (RFC 1071), for the few packets that the control thread reads and writes.</summary>
internal static class InternetSum
{
    private const byte IcmpV6 = 58;

    /// <summary>The checksum over bytes in which its own field is zero; over bytes with a right checksum it is 0.</summary>
    public static ushort Of(ReadOnlySpan<byte> bytes) => Fold(Add(0, bytes));

    /// <summary>The same of an ICMPv6 message, with its pseudo header (RFC 8200, 8.1).</summary>
    /// <param name="addresses">Source and destination, 32 bytes.</param>
    public static ushort OfIcmpV6(ReadOnlySpan<byte> addresses, ReadOnlySpan<byte> message) =>
        Fold(Add(Add((ulong)message.Length + IcmpV6, addresses), message));

    private static ulong Add(ulong sum, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 2; bytes = bytes[2..])
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
        }

        return bytes.Length == 0 ? sum : sum + ((ulong)bytes[0] << 8);
    }

    private static ushort Fold(ulong sum)
    {
        while (sum >> 16 != 0)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
