using System.Buffers.Binary;
using Musubi.Io.Ports;

namespace Musubi.Io.Vhost;

/// <summary>
/// Which of several queues a frame takes: the same for all frames between the same addresses, protocol and ports. Nothing
/// but the choice of the queue hangs on it, so bytes that the sender may change under it do no harm.
/// </summary>
internal static class FlowHash
{
    private const int Ipv4 = 0x0800;
    private const int Ipv6 = 0x86dd;

    /// <summary>As far as it is looked at: the addresses of IPv6 and two ports.</summary>
    private const int NetworkBytes = 44;

    /// <summary>0 to <paramref name="queues"/> - 1; 0 for a frame whose header has a length that no header has, which no queue takes.</summary>
    public static int Of(in TransmitFrame frame, int queues)
    {
        if (frame.HeaderLength is < FrameHeader.Untagged or > FrameHeader.Length)
        {
            return 0;
        }

        ReadOnlySpan<byte> header = ((ReadOnlySpan<byte>)frame.Header)[..frame.HeaderLength];
        uint hash = frame.HeaderLength <= FrameHeader.Tagged ? Of(header, frame.Payload.Span) : OfPulled(header, frame.EthernetLength, frame.Payload.Span);
        return (int)(((ulong)hash * (uint)queues) >> 32);
    }

    /// <summary>The network header starts in the frame's private headers, and may go on in the payload.</summary>
    private static uint OfPulled(ReadOnlySpan<byte> header, int ethernetBytes, ReadOnlySpan<byte> payload)
    {
        Span<byte> network = stackalloc byte[NetworkBytes];
        ReadOnlySpan<byte> pulled = header[ethernetBytes..];
        int first = Math.Min(pulled.Length, NetworkBytes);
        int rest = Math.Min(payload.Length, NetworkBytes - first);
        pulled[..first].CopyTo(network);
        payload[..rest].CopyTo(network[first..]);
        return Of(header[..ethernetBytes], network[..(first + rest)]);
    }

    private static uint Of(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        uint hash = Mix(header[..12], 0x811c_9dc5);
        int type = (header[^2] << 8) | header[^1];
        if (type == Ipv4 && payload.Length >= 24)
        {
            // Addresses; and ports, unless there are options or the packet is a fragment, of which only the first has any.
            bool whole = payload[0] == 0x45 && (((payload[6] & 0x3f) << 8) | payload[7]) == 0;
            hash = Mix(payload.Slice(12, whole ? 12 : 8), hash);
        }
        else if (type == Ipv6 && payload.Length >= 44)
        {
            hash = Mix(payload.Slice(8, payload[6] is 6 or 17 ? 36 : 32), hash);
        }

        return hash;
    }

    /// <summary>Four bytes at a time: all lengths are multiples of four. The upper half of each product is folded back, since the choice looks at upper bits.</summary>
    private static uint Mix(ReadOnlySpan<byte> bytes, uint hash)
    {
        for (int i = 0; i + sizeof(uint) <= bytes.Length; i += sizeof(uint))
        {
            ulong product = (hash ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes[i..])) * 0x9e37_79b9_7f4a_7c15UL;
            hash = (uint)product ^ (uint)(product >> 32);
        }

        return hash;
    }
}
