using Musubi.Io.Virtio.Driver;

namespace Musubi.Fuzz;

/// <summary>Numbers at which programs go wrong.</summary>
internal static class FuzzValues
{
    private static readonly ulong[] Edges =
    [
        0, 1, 2, 3, 4, 7, 8, 12, 15, 16, 17, 63, 64, 255, 256, 511, 1500, 4095, 4096, 4097, 9000, 32767, 32768, 65535, 65536, 65550,
        0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff, 0x1_0000_0000, 1ul << 33, 1ul << 40, 1ul << 52, 1ul << 63, ulong.MaxValue - 15, ulong.MaxValue,
        DriverMemory.GuestBase, DriverMemory.GuestBase + 4096, DriverMemory.GuestBase + 8192, DriverMemory.GuestBase - 1,
        DriverMemory.UserBase, DriverMemory.UserBase + 4096, DriverMemory.UserBase + 8192, DriverMemory.UserBase + 8193,
    ];

    /// <summary>An edge, or one beside an edge, for any number.</summary>
    public static ulong At(int number)
    {
        ulong edge = Edges[(int)((uint)number % (uint)Edges.Length)];
        return ((uint)number / (uint)Edges.Length % 8) switch
        {
            0 => edge + 1,
            1 => edge - 1,
            2 => edge + (uint)number,
            _ => edge,
        };
    }
}
