using System.Buffers.Binary;

namespace Musubi.Switch.Forwarding.Lags;

/// <summary>
/// Which of <see cref="FlowHash.Buckets"/> a frame falls into, where it leaves by a LAG. Frames of one conversation fall into one bucket, so
/// that they stay in order. The sender may change its frame meanwhile: that moves its own frames only.
/// </summary>
internal static class LagHashing
{
    private const int Ipv4 = 0x0800;
    private const int Ipv6 = 0x86dd;
    private const int Ipv4Bytes = 20;
    private const int Ipv6Bytes = 40;
    private const int PortBytes = 4;

    /// <summary>More fragments follow, or this is not the first: only that one has ports.</summary>
    private const int FragmentBits = 0x3fff;

    private const LagFields Addresses = LagFields.SourceAddress | LagFields.DestinationAddress;
    private const LagFields Ports = LagFields.SourcePort | LagFields.DestinationPort;
    private const ulong Odd = 0x9E37_79B9_7F4A_7C15;

    /// <param name="payload">Behind the Ethernet header.</param>
    public static int BucketOf(LagFields fields, ulong destination, ulong source, int etherType, int vlan, ReadOnlySpan<byte> payload)
    {
        if ((fields & Addresses) == 0 || !TryMixIp(fields, etherType, payload, out ulong mixed))
        {
            mixed = Mix(
                (fields & (LagFields.SourceMac | LagFields.SourceAddress)) != 0 ? source : 0,
                (fields & (LagFields.DestinationMac | LagFields.DestinationAddress)) != 0 ? destination : 0);
        }

        return FlowHash.OfMixed((fields & LagFields.Vlan) != 0 ? Mix(mixed, (ulong)vlan) : mixed);
    }

    private static bool TryMixIp(LagFields fields, int etherType, ReadOnlySpan<byte> payload, out ulong mixed)
    {
        mixed = 0;
        return etherType switch
        {
            Ipv4 when payload.Length >= Ipv4Bytes => MixIpv4(fields, payload, out mixed),
            Ipv6 when payload.Length >= Ipv6Bytes => MixIpv6(fields, payload, out mixed),
            _ => false,
        };
    }

    private static bool MixIpv4(LagFields fields, ReadOnlySpan<byte> payload, out ulong mixed)
    {
        int header = (payload[0] & 0xf) * 4;
        mixed = Mix(
            (fields & LagFields.SourceAddress) != 0 ? BinaryPrimitives.ReadUInt32BigEndian(payload[12..]) : 0,
            (fields & LagFields.DestinationAddress) != 0 ? BinaryPrimitives.ReadUInt32BigEndian(payload[16..]) : 0);
        bool isFragment = (BinaryPrimitives.ReadUInt16BigEndian(payload[6..]) & FragmentBits) != 0;
        if ((fields & Ports) != 0 && !isFragment && header >= Ipv4Bytes && HasPorts(payload[9]))
        {
            mixed = MixPorts(fields, payload, header, mixed);
        }

        return true;
    }

    private static bool MixIpv6(LagFields fields, ReadOnlySpan<byte> payload, out ulong mixed)
    {
        mixed = Mix((fields & LagFields.SourceAddress) != 0 ? Fold(payload[8..]) : 0, (fields & LagFields.DestinationAddress) != 0 ? Fold(payload[24..]) : 0);
        if ((fields & Ports) != 0 && HasPorts(payload[6]))
        {
            mixed = MixPorts(fields, payload, Ipv6Bytes, mixed);
        }

        return true;
    }

    private static ulong MixPorts(LagFields fields, ReadOnlySpan<byte> payload, int offset, ulong mixed)
    {
        if (payload.Length < offset + PortBytes)
        {
            return mixed;
        }

        uint ports = BinaryPrimitives.ReadUInt32BigEndian(payload[offset..]);
        uint mask = ((fields & LagFields.SourcePort) != 0 ? 0xffff_0000 : 0) | ((fields & LagFields.DestinationPort) != 0 ? 0xffffu : 0);
        return Mix(mixed, ports & mask);
    }

    private static bool HasPorts(byte protocol) => protocol is 6 or 17 or 132;

    private static ulong Fold(ReadOnlySpan<byte> address) =>
        BinaryPrimitives.ReadUInt64BigEndian(address) ^ ulong.RotateLeft(BinaryPrimitives.ReadUInt64BigEndian(address[8..]), 31);

    /// <summary>Each bit of both decides; not the same the other way round.</summary>
    private static ulong Mix(ulong one, ulong other)
    {
        ulong mixed = (ulong.RotateLeft(one * Odd, 31) ^ other) * Odd;
        return mixed ^ (mixed >> 32);
    }
}
