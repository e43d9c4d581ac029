using System.Runtime.InteropServices;
using System.Text;

namespace Musubi.Io.Native;

/// <summary>struct ifreq: a name of up to 15 bytes, then a union of 24.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
internal unsafe struct InterfaceRequest
{
    public const int NameBytes = 16;

    [FieldOffset(0)]
    public fixed byte Name[NameBytes];

    [FieldOffset(16)]
    public short Flags;

    [FieldOffset(16)]
    public nint Data;

    /// <exception cref="ArgumentException">The name is empty or longer than 15 bytes.</exception>
    public static InterfaceRequest For(string name)
    {
        int bytes = Encoding.UTF8.GetByteCount(name);
        if (bytes is 0 or >= NameBytes)
        {
            throw new ArgumentException($"interface name '{name}' must be 1..15 bytes", nameof(name));
        }

        InterfaceRequest request = default;
        // Safe: the length was checked above, and the struct is zeroed, so the name stays terminated.
        Encoding.UTF8.GetBytes(name, new Span<byte>(request.Name, NameBytes));
        return request;
    }

    public string GetName()
    {
        fixed (byte* name = Name)
        {
            // Safe: never reads beyond the array's own 16 bytes.
            ReadOnlySpan<byte> bytes = new(name, NameBytes);
            int end = bytes.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
        }
    }
}
