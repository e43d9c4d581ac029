using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Musubi.Io.Netlink;

/// <summary>A netlink message being written. The channel fills in the length and the sequence number.</summary>
internal sealed class NetlinkRequest
{
    private const ushort Nested = 0x8000;

    private readonly ArrayBufferWriter<byte> _bytes = new(256);
    private readonly List<(int Start, int Type)> _open = [];
    private readonly List<(int Start, ushort Length, ushort Type)> _patches = [];
    private byte[]? _finished;

    public NetlinkRequest(string name, ushort type, ushort flags)
    {
        Name = name;
        Type = type;
        Flags = flags;
        Raw(stackalloc byte[NetlinkMessage.HeaderBytes]);
    }

    /// <summary>For error messages.</summary>
    public string Name { get; }

    public ushort Type { get; }

    public ushort Flags { get; }

    public NetlinkRequest Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public NetlinkRequest Byte(byte value) => Raw([value]);

    public NetlinkRequest UInt16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return Raw(bytes);
    }

    public NetlinkRequest UInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Raw(bytes);
    }

    public NetlinkRequest Attribute(int type, ReadOnlySpan<byte> value)
    {
        UInt16((ushort)(4 + value.Length)).UInt16((ushort)type).Raw(value);
        return Pad();
    }

    public NetlinkRequest Attribute(int type, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Attribute(type, bytes);
    }

    /// <summary>Text with its terminating zero.</summary>
    public NetlinkRequest Attribute(int type, string value) => Attribute(type, Encoding.UTF8.GetBytes(value + '\0'));

    /// <summary>What is written until <see cref="End"/> becomes the value of one attribute.</summary>
    public NetlinkRequest Begin(int type)
    {
        _open.Add((_bytes.WrittenCount, type));
        return UInt32(0);
    }

    public NetlinkRequest End()
    {
        (int start, int type) = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        _patches.Add((start, (ushort)(_bytes.WrittenCount - start), (ushort)(type | Nested)));
        return this;
    }

    /// <summary>The finished message.</summary>
    public byte[] Finish(uint sequence)
    {
        _finished ??= _bytes.WrittenSpan.ToArray();
        foreach ((int start, ushort length, ushort type) in _patches)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_finished.AsSpan(start), length);
            BinaryPrimitives.WriteUInt16LittleEndian(_finished.AsSpan(start + 2), type);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(_finished, (uint)_finished.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(_finished.AsSpan(4), Type);
        BinaryPrimitives.WriteUInt16LittleEndian(_finished.AsSpan(6), Flags);
        BinaryPrimitives.WriteUInt32LittleEndian(_finished.AsSpan(8), sequence);
        return _finished;
    }

    private NetlinkRequest Pad() => Raw(stackalloc byte[-_bytes.WrittenCount & 3]);
}
