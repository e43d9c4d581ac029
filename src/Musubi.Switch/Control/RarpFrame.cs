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

    private const ushort Tpid = 0x8100;

    /// <summary>Writes the Ethernet header and returns its length: 14, or 18 with a tag where <paramref name="vlan"/> is not 0.</summary>
    public static int WriteHeader(Span<byte> header, ReadOnlySpan<byte> mac, ushort vlan)
    {
        header[..6].Fill(0xff);
        mac.CopyTo(header[6..]);
        if (vlan == 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(header[12..], EtherType);
            return 14;
        }

        BinaryPrimitives.WriteUInt16BigEndian(header[12..], Tpid);
        BinaryPrimitives.WriteUInt16BigEndian(header[14..], vlan);
        BinaryPrimitives.WriteUInt16BigEndian(header[16..], EtherType);
        return 18;
    }

    /// <summary>Writes <see cref="PayloadBytes"/>.</summary>
    public static void WritePayload(Span<byte> payload, ReadOnlySpan<byte> mac)
    {
        payload[..PayloadBytes].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(payload, 1); // hardware: Ethernet
        BinaryPrimitives.WriteUInt16BigEndian(payload[2..], 0x0800); // protocol: IPv4
        payload[4] = 6;
        payload[5] = 4;
        BinaryPrimitives.WriteUInt16BigEndian(payload[6..], 3); // request reverse
        mac.CopyTo(payload[8..]);
        mac.CopyTo(payload[18..]);
    }
}
