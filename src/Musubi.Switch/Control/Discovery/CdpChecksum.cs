using System.Buffers.Binary;

namespace Musubi.Switch.Control.Discovery;

/// <summary>
/// The checksum of a CDP packet: that of RFC 1071, except that Cisco's devices take the last byte of an odd number for the low one of a
/// signed word. So it is sent; received, a packet of an odd length is taken by either reckoning.
/// </summary>
internal static class CdpChecksum
{
    /// <summary>Of a packet whose checksum field is 0.</summary>
    public static ushort Of(ReadOnlySpan<byte> packet) => (ushort)~Fold(Sum(packet) + Last(packet));

    public static bool Holds(ReadOnlySpan<byte> packet)
    {
        uint sum = Sum(packet);
        return Fold(sum + Last(packet)) == ushort.MaxValue
            || (packet.Length % 2 != 0 && Fold(sum + ((uint)packet[^1] << 8)) == ushort.MaxValue);
    }

    /// <summary>What the last byte of an odd number adds. One off below zero, as their reckoning is.</summary>
    private static uint Last(ReadOnlySpan<byte> packet) => packet.Length % 2 == 0 ? 0 : packet[^1] < 0x80 ? packet[^1] : 0xff00u | (byte)(packet[^1] - 1);

    /// <summary>Of all whole words.</summary>
    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (; bytes.Length >= 2; bytes = bytes[2..])
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
        }

        return sum;
    }

    private static uint Fold(uint sum)
    {
        sum = (sum & 0xffff) + (sum >> 16);
        return (sum & 0xffff) + (sum >> 16);
    }
}
