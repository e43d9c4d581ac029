using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Musubi.Io.Offload;

/// <summary>The ones' complement sum of IP, TCP and UDP (RFC 1071), over bytes in network order.</summary>
internal static class InternetChecksum
{
    private static bool IsWide => Vector256.IsHardwareAccelerated;

    /// <summary>Adds bytes to a sum. Parts after the first must start at an even offset of what is summed; the last may be odd.</summary>
    /// <param name="sum">Of less than 2^48; a part of 64 KB adds less than 2^46.</param>
    public static ulong Add(ReadOnlySpan<byte> bytes, ulong sum)
    {
        if (IsWide && bytes.Length >= Vector256<byte>.Count)
        {
            sum += AddVectors(ref bytes);
        }

        while (bytes.Length >= sizeof(uint))
        {
            sum += BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            bytes = bytes[sizeof(uint)..];
        }

        if (bytes.Length >= sizeof(ushort))
        {
            sum += BinaryPrimitives.ReadUInt16LittleEndian(bytes);
            bytes = bytes[sizeof(ushort)..];
        }

        return bytes.IsEmpty ? sum : sum + bytes[0];
    }

    /// <summary>Adds a number of the pseudo header that stands in no field: protocol or length, below 65,536.</summary>
    public static ulong Add(int number, ulong sum) => sum + BinaryPrimitives.ReverseEndianness((ushort)number);

    /// <summary>The checksum of what was added, as it is stored: read and written little endian, which puts it in network order.</summary>
    public static ushort Finish(ulong sum)
    {
        sum = (sum & uint.MaxValue) + (sum >> 32);
        sum = (sum & uint.MaxValue) + (sum >> 32);
        sum = (sum & ushort.MaxValue) + (sum >> 16);
        sum = (sum & ushort.MaxValue) + (sum >> 16);
        sum = (sum & ushort.MaxValue) + (sum >> 16);
        return (ushort)~sum;
    }

    /// <summary>32 bytes at once, in lanes that cannot overflow: 64 KB is 2,048 additions of 32 bits to 64.</summary>
    private static ulong AddVectors(ref ReadOnlySpan<byte> bytes)
    {
        Vector256<ulong> low = Vector256<ulong>.Zero;
        Vector256<ulong> high = Vector256<ulong>.Zero;
        while (bytes.Length >= Vector256<byte>.Count)
        {
            Vector256<uint> words = Vector256.Create(bytes).AsUInt32();
            low += Vector256.WidenLower(words);
            high += Vector256.WidenUpper(words);
            bytes = bytes[Vector256<byte>.Count..];
        }

        return Vector256.Sum(low + high);
    }
}
