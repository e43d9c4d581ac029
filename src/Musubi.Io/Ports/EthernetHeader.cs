using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Musubi.Io.Ports;

/// <summary>Room for an Ethernet header with one 802.1Q tag: 14 or 18 bytes, network order, and two to spare.</summary>
[InlineArray(Length)]
public struct EthernetHeader
{
    public const int Length = 20;

    /// <summary>Bytes of a header without a tag.</summary>
    public const int Untagged = 14;

    /// <summary>Bytes of a header with one.</summary>
    public const int Tagged = 18;

    private byte _first;

    /// <summary>
    /// Writes a header without a tag. Addresses have their first octet as the most significant of 48 bits. By stores of eight
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
        // Safe: the first 16 of the struct's 20 bytes.
        fixed (byte* start = &_first)
        {
            *(ulong*)start = BinaryPrimitives.ReverseEndianness((destination << 16) | ((source >> 32) & 0xffff));
            *(ulong*)(start + sizeof(ulong)) = BinaryPrimitives.ReverseEndianness(second);
        }
    }
}
