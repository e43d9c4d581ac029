using System.Runtime.InteropServices;
using System.Text;

namespace Musubi.Io.Native;

/// <summary>struct ethtool_drvinfo (linux/ethtool.h).</summary>
[StructLayout(LayoutKind.Explicit, Size = 196)]
internal unsafe struct EthtoolDriverInformation
{
    private const int TextBytes = 32;

    [FieldOffset(0)]
    public uint Command;

    [FieldOffset(4)]
    public fixed byte Driver[TextBytes];

    [FieldOffset(100)]
    public fixed byte BusInformation[TextBytes];

    public string DriverText
    {
        get
        {
            fixed (byte* text = Driver)
            {
                return Text(text);
            }
        }
    }

    public string BusText
    {
        get
        {
            fixed (byte* text = BusInformation)
            {
                return Text(text);
            }
        }
    }

    private static string Text(byte* start)
    {
        // Safe: never reads beyond the field's own 32 bytes.
        ReadOnlySpan<byte> bytes = new(start, TextBytes);
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
