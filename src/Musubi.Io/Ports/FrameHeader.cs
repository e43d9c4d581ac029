using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Musubi.Io.Ports;

/// <summary>
/// Private room for the start of a frame, in network order: the Ethernet header, 14 bytes or 18 with a tag, and behind it whatever else was judged and
/// must be sent as it was judged.
/// </summary>
[InlineArray(Length)]
public struct FrameHeader
{
    public const int Length = 128;

    /// <summary>Bytes of an Ethernet header without a tag.</summary>
    public const int Untagged = 14;

    /// <summary>Bytes of one with a tag.</summary>
    public const int Tagged = 18;

    private byte _first;

    /// <summary>
    /// Writes an Ethernet header without a tag. Addresses have their first octet as the most significant of 48 bits. By stores of eight
    /// bytes, as the header is read when it is sent: what was written in smaller pieces would have to reach the cache first.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ulong destination, ulong source, ushort etherType) =>
        WriteFirst(destination, source, (source << 32) | ((ulong)etherType << 16));

    /// <summary>The same with a tag.</summary>
    /// <param name="tag">TPID in the upper 16 bits, TCI in the lower.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteTagged(ulong destination, ulong source, uint tag, ushort etherType)
    {
        WriteFirst(destination, source, (source << 32) | tag);
        BinaryPrimitives.WriteUInt16BigEndian(((Span<byte>)this)[(Tagged - sizeof(ushort))..], etherType);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void WriteFirst(ulong destination, ulong source, ulong second)
    {
        // Safe: the first 16 of the struct's bytes.
        fixed (byte* start = &_first)
        {
            *(ulong*)start = BinaryPrimitives.ReverseEndianness((destination << 16) | ((source >> 32) & 0xffff));
            *(ulong*)(start + sizeof(ulong)) = BinaryPrimitives.ReverseEndianness(second);
        }
    }
}
