using System.Buffers.Binary;

namespace Musubi.Switch.Tests.Forwarding.Testbed;

/// <summary>Frames for tests that say all that matters about them.</summary>
internal static class Frames
{
    public const ulong Broadcast = 0xffff_ffff_ffff;
    public const ulong Multicast = 0x0100_5e00_0001;
    public const ulong Outside = 0x3c00_0000_0001;

    /// <summary>The MAC that <see cref="PlanBuilder"/> gives to port <paramref name="port"/>.</summary>
    public static ulong MacOf(int port) => 0x0200_0000_0000UL | (uint)port;

    /// <param name="to">Destination address.</param>
    /// <param name="from">Source address.</param>
    /// <param name="tags">TCIs of 802.1Q tags in the bytes, outermost first.</param>
    /// <param name="payload">Bytes behind the EtherType.</param>
    /// <param name="mark">The first payload byte, to know the frame again.</param>
    public static TestFrame Make(ulong to, ulong from, int[]? tags = null, int payload = 46, byte mark = 0)
    {
        tags ??= [];
        byte[] bytes = new byte[14 + (4 * tags.Length) + payload];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, to << 16);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(6), from << 16);
        int at = 12;
        foreach (int tci in tags)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), 0x8100);
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at + 2), (ushort)tci);
            at += 4;
        }

        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), 0x0800);
        if (payload > 0)
        {
            bytes[at + 2] = mark;
        }

        return new TestFrame(bytes);
    }

    /// <summary>The TCI of a sent frame's tag, or null when it is untagged.</summary>
    public static int? TagOf(SentFrame frame) => (frame.Bytes[12], frame.Bytes[13]) == (0x81, 0x00) ? (frame.Bytes[14] << 8) | frame.Bytes[15] : null;
}
