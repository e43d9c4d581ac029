using System.Buffers.Binary;

namespace Musubi.Switch.Control;

/// <summary>
/// The announcement of a MAC: a reverse ARP request (RFC 903) that asks nothing of anybody, sent so that physical switches
/// learn behind which of their ports the MAC is. The same frame that QEMU and ESX send.
/// </summary>
public static class RarpFrame
{
    public const ushort EtherType = 0x8035;

    /// <summary>What follows the Ethernet header, padded so that the frame has its 60 bytes even without a tag.</summary>
    public const int PayloadBytes = 46;

    /// <summary>Writes <see cref="PayloadBytes"/>.</summary>
    public static void WritePayload(Span<byte> payload, ulong mac)
    {
        payload[..PayloadBytes].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(payload, 1); // hardware: Ethernet
        BinaryPrimitives.WriteUInt16BigEndian(payload[2..], 0x0800); // protocol: IPv4
        payload[4] = 6;
        payload[5] = 4;
        BinaryPrimitives.WriteUInt16BigEndian(payload[6..], 3); // request reverse
        WriteMac(payload[8..], mac);
        WriteMac(payload[18..], mac);
    }

    private static void WriteMac(Span<byte> place, ulong mac)
    {
        BinaryPrimitives.WriteUInt16BigEndian(place, (ushort)(mac >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(place[2..], (uint)mac);
    }
}
