using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Musubi.Io.Virtio.Driver;

/// <summary>The frames of a load generator: Ethernet, IPv4, UDP, then a mark and a stamp. Behind an offload header of zeroes.</summary>
internal static unsafe class StreamFrame
{
    /// <summary>Of the virtio-net header in front of each.</summary>
    public const int HeaderBytes = 12;

    /// <summary>Of the shortest.</summary>
    public const int Bytes = 60;

    private const int Ip = 14;
    private const int Udp = Ip + 20;
    private const int Mark = Udp + 8;
    private const int Time = Mark + 4;
    private const uint MarkValue = 0x4d53_4231;
    private const int MostPorts = 0xfff;

    /// <summary>Writes all that never changes.</summary>
    public static void Prepare(Span<byte> frame, ulong source)
    {
        frame.Clear();
        fixed (byte* start = frame)
        {
            // Safe: a frame is longer than two addresses.
            WriteAddress(start + 6, source);
        }

        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], 0x0800);
        frame[Ip] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(frame[(Ip + 2)..], (ushort)(frame.Length - Ip));
        frame[Ip + 8] = 64;
        frame[Ip + 9] = 17;
        (frame[Ip + 12], frame[Ip + 16], frame[Ip + 19]) = (10, 10, 1);
        BinaryPrimitives.WriteUInt16BigEndian(frame[(Udp + 2)..], 9);
        BinaryPrimitives.WriteUInt16BigEndian(frame[(Udp + 4)..], (ushort)(frame.Length - Udp));
        BinaryPrimitives.WriteUInt32LittleEndian(frame[Mark..], MarkValue);
    }

    /// <summary>The IPv4 checksum's sum over what never changes.</summary>
    public static uint ConstantSum(int frameBytes) => 0x4500u + (uint)(frameBytes - Ip) + 0x4011u + 0x0a00u + 0x0a00u + 0x0001u;

    /// <summary>Writes what differs from frame to frame.</summary>
    /// <param name="frame">Prepared.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stamp(byte* frame, ulong destination, uint flow, long stamp, uint constantSum)
    {
        // Safe: the caller's frame has the bytes of the shortest at least.
        WriteAddress(frame, destination);
        uint low = flow & MostPorts;
        uint high = (flow >> 12) & 0xffff;
        uint sum = constantSum + high;
        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        *(ushort*)(frame + Ip + 10) = BinaryPrimitives.ReverseEndianness((ushort)~sum);
        *(ushort*)(frame + Ip + 14) = BinaryPrimitives.ReverseEndianness((ushort)high);
        *(ushort*)(frame + Udp) = BinaryPrimitives.ReverseEndianness((ushort)(1024 + low));
        *(long*)(frame + Time) = stamp;
    }

    /// <summary>A frame's stamp; false when it is none of ours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(byte* frame, out long stamp)
    {
        // Safe: receive buffers are longer than that.
        stamp = *(long*)(frame + Time);
        return *(uint*)(frame + Mark) == MarkValue;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteAddress(byte* target, ulong address)
    {
        // Safe: six bytes that the caller has.
        *(ushort*)target = BinaryPrimitives.ReverseEndianness((ushort)(address >> 32));
        *(uint*)(target + 2) = BinaryPrimitives.ReverseEndianness((uint)address);
    }
}
