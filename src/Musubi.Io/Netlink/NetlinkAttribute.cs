using System.Buffers.Binary;
using System.Text;

namespace Musubi.Io.Netlink;

/// <summary>One attribute of a message; values too short for what is asked read as zero.</summary>
internal readonly ref struct NetlinkAttribute(int type, ReadOnlySpan<byte> value)
{
    private const int HeaderBytes = 4;
    private const int TypeMask = 0x3fff;

    public int Type { get; } = type;

    public ReadOnlySpan<byte> Value { get; } = value;

    public byte AsByte => Value.IsEmpty ? (byte)0 : Value[0];

    public int AsInt32 => Value.Length < sizeof(int) ? 0 : BinaryPrimitives.ReadInt32LittleEndian(Value);

    public string AsText => Encoding.UTF8.GetString(Value.TrimEnd((byte)0));

    /// <summary>Null when it is not 6 bytes long.</summary>
    public HardwareAddress? AsHardwareAddress => Value.Length == HardwareAddress.Length ? new HardwareAddress(Value) : null;

    /// <summary>Takes the first attribute off; false at the end, or when the rest is no attribute.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> attributes, out NetlinkAttribute attribute)
    {
        attribute = default;
        if (attributes.Length < HeaderBytes)
        {
            return false;
        }

        ushort length = BinaryPrimitives.ReadUInt16LittleEndian(attributes);
        if (length < HeaderBytes || length > attributes.Length)
        {
            return false;
        }

        int type = BinaryPrimitives.ReadUInt16LittleEndian(attributes[2..]) & TypeMask;
        attribute = new NetlinkAttribute(type, attributes[HeaderBytes..length]);
        attributes = attributes[Math.Min((length + 3) & ~3, attributes.Length)..];
        return true;
    }
}
