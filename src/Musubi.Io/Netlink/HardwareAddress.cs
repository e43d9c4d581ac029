using System.Buffers.Binary;
using System.Globalization;

namespace Musubi.Io.Netlink;

/// <summary>A 48-bit MAC address of an interface.</summary>
public readonly record struct HardwareAddress
{
    public const int Length = 6;

    private readonly ulong _value;

    /// <param name="bytes">6, in the order of the wire.</param>
    public HardwareAddress(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Length);
        Span<byte> wide = stackalloc byte[sizeof(ulong)];
        wide.Clear();
        bytes.CopyTo(wide[2..]);
        _value = BinaryPrimitives.ReadUInt64BigEndian(wide);
    }

    public bool IsZero => _value == 0;

    /// <summary>Six pairs of hexadecimal digits between colons.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static HardwareAddress Parse(string text)
    {
        string[] parts = text.Split(':');
        Span<byte> bytes = stackalloc byte[Length];
        bool sound = parts.Length == Length;
        for (int i = 0; sound && i < Length; i++)
        {
            sound = parts[i].Length == 2 && byte.TryParse(parts[i], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[i]);
        }

        return sound ? new HardwareAddress(bytes) : throw new FormatException($"'{text}' is not a MAC address such as 02:00:00:00:00:01");
    }

    public byte[] ToBytes()
    {
        byte[] wide = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(wide, _value);
        return wide[2..];
    }

    public override string ToString() => string.Join(':', ToBytes().Select(one => one.ToString("x2", CultureInfo.InvariantCulture)));
}
