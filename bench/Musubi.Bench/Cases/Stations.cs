namespace Musubi.Bench.Cases;

/// <summary>The addresses of the two stations at a switch under measurement.</summary>
internal static class Stations
{
    public const ulong Sender = 0x02_00_00_00_b3_01;

    /// <summary>The first of the receiving station; further ones follow it.</summary>
    public const ulong Receiver = 0x02_00_10_00_00_01;

    public static IReadOnlyList<byte[]> Macs { get; } = [Bytes(Sender), Bytes(Receiver)];

    private static byte[] Bytes(ulong address) => [.. Enumerable.Range(0, 6).Select(i => (byte)(address >> (40 - (8 * i))))];
}
