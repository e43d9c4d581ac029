using System.Buffers.Binary;
using System.Text;

namespace Musubi.Io.Counters;

/// <summary>Where things lie in a counters file; docs/counters.md says the same to people.</summary>
internal static class CounterLayout
{
    public const uint Version = 1;

    /// <summary>The header without its names.</summary>
    public const int FixedBytes = 64;
    public const int NameBytes = CounterShape.MaxNameBytes + 1;

    /// <summary>Slots that were ever in use: readers need not look beyond. A 64-bit number.</summary>
    public const int UsedSlotsOffset = 32;

    public const int TagBytes = 64;
    public const int BlockBytes = TagBytes + (CounterBlock.Capacity * sizeof(long));

    // Within a block.
    public const int PortIdOffset = 0;
    public const int IncarnationOffset = 16;

    /// <summary>Odd while the block changes hands.</summary>
    public const int SequenceOffset = 24;
    public const int StateOffset = 32;
    public const int NumbersOffset = TagBytes;

    public const ulong StateFree = 0;
    public const ulong StateInUse = 1;

    private const int VersionOffset = 8;
    private const int HeaderBytesOffset = 12;
    private const int WorkersOffset = 16;
    private const int SlotsOffset = 20;
    private const int BlockBytesOffset = 24;
    private const int NameCountOffset = 28;
    private const int ChecksumOffset = 40;

    private static ReadOnlySpan<byte> Magic => "MUSUBICT"u8;

    public static int HeaderBytes(int names) => FixedBytes + (((names * NameBytes) + 63) & ~63);

    public static long FileBytes(CounterShape shape) => Block(shape, shape.Workers, 0);

    /// <summary>Offset of a block in the file.</summary>
    public static long Block(CounterShape shape, int worker, int slot) =>
        HeaderBytes(shape.Names.Count) + ((((long)worker * shape.Slots) + slot) * BlockBytes);

    public static byte[] Encode(CounterShape shape)
    {
        byte[] header = new byte[HeaderBytes(shape.Names.Count)];
        Magic.CopyTo(header);
        Write(header, VersionOffset, Version);
        Write(header, HeaderBytesOffset, (uint)header.Length);
        Write(header, WorkersOffset, (uint)shape.Workers);
        Write(header, SlotsOffset, (uint)shape.Slots);
        Write(header, BlockBytesOffset, BlockBytes);
        Write(header, NameCountOffset, (uint)shape.Names.Count);
        for (int i = 0; i < shape.Names.Count; i++)
        {
            Encoding.UTF8.GetBytes(shape.Names[i], header.AsSpan(FixedBytes + (i * NameBytes), NameBytes));
        }

        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(ChecksumOffset), Checksum(header));
        return header;
    }

    /// <summary>The shape that a header tells; null with the reason when it is not one to trust.</summary>
    /// <param name="start">The first bytes of the file; more than the header does no harm.</param>
    public static CounterShape? Decode(ReadOnlySpan<byte> start, long fileBytes, out string? reason)
    {
        reason = Distrust(start);
        if (reason is not null)
        {
            return null;
        }

        int names = (int)Read(start, NameCountOffset);
        ReadOnlySpan<byte> header = start[..HeaderBytes(names)];
        try
        {
            CounterShape shape = new((int)Read(header, WorkersOffset), (int)Read(header, SlotsOffset), ReadNames(header, names));
            reason = FileBytes(shape) == fileBytes ? null : $"it is {fileBytes} bytes long where its header asks for {FileBytes(shape)}";
            return reason is null ? shape : null;
        }
        catch (ArgumentException e)
        {
            reason = e.Message;
            return null;
        }
    }

    private static string? Distrust(ReadOnlySpan<byte> start)
    {
        if (start.Length < FixedBytes || !start.StartsWith(Magic))
        {
            return "it is no counters file";
        }

        if (Read(start, VersionOffset) != Version)
        {
            return $"its layout has version {Read(start, VersionOffset)}, this is {Version}";
        }

        uint names = Read(start, NameCountOffset);
        bool plausible = names is >= 1 and <= CounterBlock.Capacity
            && Read(start, HeaderBytesOffset) == HeaderBytes((int)names)
            && Read(start, BlockBytesOffset) == BlockBytes
            && start.Length >= HeaderBytes((int)names);
        if (!plausible)
        {
            return "its header contradicts itself";
        }

        ReadOnlySpan<byte> header = start[..HeaderBytes((int)names)];
        return BinaryPrimitives.ReadUInt64LittleEndian(header[ChecksumOffset..]) == Checksum(header) ? null : "the checksum of its header is wrong";
    }

    private static string[] ReadNames(ReadOnlySpan<byte> header, int count)
    {
        string[] names = new string[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> name = header.Slice(FixedBytes + (i * NameBytes), NameBytes);
            int end = name.IndexOf((byte)0);
            names[i] = Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
        }

        return names;
    }

    /// <summary>FNV-1a over what never changes: the header up to the used slots, and the names.</summary>
    private static ulong Checksum(ReadOnlySpan<byte> header)
    {
        ulong hash = 14695981039346656037;
        foreach (byte one in header[..UsedSlotsOffset])
        {
            hash = (hash ^ one) * 1099511628211;
        }

        foreach (byte one in header[FixedBytes..])
        {
            hash = (hash ^ one) * 1099511628211;
        }

        return hash;
    }

    private static uint Read(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static void Write(Span<byte> bytes, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[offset..], value);
}
