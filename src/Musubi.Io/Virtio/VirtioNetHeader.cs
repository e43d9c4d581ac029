using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Musubi.Io.Virtio;

/// <summary>
/// struct virtio_net_hdr_v1 (virtio 1.2, 5.1.6), little endian as on every machine Musubi runs on. The first 10 bytes are
/// the legacy header that tun and AF_PACKET also speak.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public record struct VirtioNetHeader
{
    public const byte NeedsChecksum = 1;
    public const byte DataValid = 2;

    public const byte GsoNone = 0;
    public const byte GsoTcp4 = 1;
    public const byte GsoUdp = 3;
    public const byte GsoTcp6 = 4;
    public const byte GsoUdpL4 = 5;
    public const byte GsoEcn = 0x80;

    public byte Flags;
    public byte GsoType;

    /// <summary>Bytes of headers that a segment repeats; a hint that is not trusted.</summary>
    public ushort HeaderLength;

    /// <summary>Payload bytes for each segment.</summary>
    public ushort GsoSize;

    /// <summary>Where the checksummed part starts, in bytes from the start of the Ethernet header.</summary>
    public ushort ChecksumStart;

    /// <summary>Where the checksum goes, in bytes from <see cref="ChecksumStart"/>.</summary>
    public ushort ChecksumOffset;

    /// <summary>Buffers that a mergeable receive took; 0 elsewhere.</summary>
    public ushort Buffers;

    /// <summary>Nothing is asked for and nothing is told: no checksum, no segments.</summary>
    public readonly unsafe bool IsPlain
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            // Safe: the first eight of the struct's twelve bytes.
            fixed (byte* start = &Flags)
            {
                return *(ulong*)start == 0;
            }
        }
    }

    /// <summary>
    /// Writes all fields but <see cref="Buffers"/>, which becomes 0, by two stores: what is read at once later was written at
    /// once, so that a processor can hand it on before it has reached the cache.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(byte flags, byte gsoType, ushort headerLength, ushort gsoSize, ushort checksumStart, ushort checksumOffset) =>
        Set(flags | ((ulong)gsoType << 8) | ((ulong)headerLength << 16) | ((ulong)gsoSize << 32) | ((ulong)checksumStart << 48), checksumOffset);

    /// <summary>The same from the first eight bytes as they stand in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void Set(ulong first, ushort checksumOffset)
    {
        // Safe: the struct has twelve bytes, and nothing is read.
        fixed (byte* start = &Flags)
        {
            *(ulong*)start = first;
            *(uint*)(start + sizeof(ulong)) = checksumOffset;
        }
    }
}
