using System.Buffers.Binary;

namespace Musubi.Io.Netlink;

/// <summary>One message within a datagram: its type, flags, sequence, and what follows the header.</summary>
internal readonly ref struct NetlinkMessage(ReadOnlySpan<byte> whole)
{
    public const int HeaderBytes = 16;

    public ushort Type { get; } = BinaryPrimitives.ReadUInt16LittleEndian(whole[4..]);

    public ushort Flags { get; } = BinaryPrimitives.ReadUInt16LittleEndian(whole[6..]);

    public uint Sequence { get; } = BinaryPrimitives.ReadUInt32LittleEndian(whole[8..]);

    public ReadOnlySpan<byte> Body { get; } = whole[HeaderBytes..];

    /// <summary>Takes the first message off a datagram; false at its end, or when the rest is no message.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> datagram, out NetlinkMessage message)
    {
        message = default;
        if (datagram.Length < HeaderBytes)
        {
            return false;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(datagram);
        if (length < HeaderBytes || length > datagram.Length)
        {
            return false;
        }

        message = new NetlinkMessage(datagram[..(int)length]);
        datagram = datagram[Math.Min((int)((length + 3) & ~3u), datagram.Length)..];
        return true;
    }
}
