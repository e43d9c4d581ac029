using System.Buffers.Binary;

namespace Musubi.Switch.Forwarding;

/// <summary>
/// Which of <see cref="Buckets"/> a frame falls into, for teaming that spreads frames over uplinks. Frames of one conversation fall into
/// one bucket, so that they stay in order; in both directions where addresses decide.
/// </summary>
public static class FlowHash
{
    public const int Buckets = 256;

    private const int Ipv6 = 0x86dd;

    /// <summary>By a MAC, 48 bits.</summary>
    public static int OfMac(ulong mac) => Fold(mac);

    /// <summary>
    /// By the IP addresses of source and destination; of other protocols by what stands where those of IPv4 would. A frame too short
    /// for that falls into the first bucket.
    /// </summary>
    /// <param name="etherType">Of what follows the tag.</param>
    /// <param name="payload">Behind the Ethernet header. The sender may change it meanwhile: that moves its own frames only.</param>
    public static int OfAddresses(int etherType, ReadOnlySpan<byte> payload)
    {
        if (etherType == Ipv6 && payload.Length >= 40)
        {
            ulong first = BinaryPrimitives.ReadUInt64LittleEndian(payload[8..]) ^ BinaryPrimitives.ReadUInt64LittleEndian(payload[24..]);
            ulong second = BinaryPrimitives.ReadUInt64LittleEndian(payload[16..]) ^ BinaryPrimitives.ReadUInt64LittleEndian(payload[32..]);
            return Fold(first ^ ulong.RotateLeft(second, 29));
        }

        return payload.Length < 20 ? 0
            : Fold(BinaryPrimitives.ReadUInt32LittleEndian(payload[12..]) ^ BinaryPrimitives.ReadUInt32LittleEndian(payload[16..]));
    }

    /// <summary>By a value in which each bit counts.</summary>
    public static int OfMixed(ulong value) => Fold(value);

    // The upper bits of the product depend on every bit of the value.
    private static int Fold(ulong value) => (int)((value * 0x9E37_79B9_7F4A_7C15) >> 56);
}
