using System.Globalization;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Conformance;

/// <summary>What a case may ask of a frame that was delivered.</summary>
internal static class FrameFacts
{
    /// <summary>The fact as it is written in a case, such as tag=10.</summary>
    /// <exception cref="FormatException">No such fact.</exception>
    public static string Tell(string fact, SentFrame frame) => fact switch
    {
        "untagged" or "tag" => Frames.TagOf(frame) is { } tci ? Tag(tci) : "untagged",
        "size" => Text("size", frame.Bytes.Length - HeaderOf(frame)),
        "dscp" => Text("dscp", DscpOf(frame.Bytes.AsSpan(HeaderOf(frame)))),
        "checksum" => Ip4ChecksumHolds(frame.Bytes.AsSpan(HeaderOf(frame))) ? "checksum=right" : "checksum=wrong",
        _ => throw new FormatException($"no such fact of a frame: {fact}"),
    };

    private static string Tag(int tci) => tci >> 13 == 0
        ? Text("tag", tci & 0xfff)
        : string.Create(CultureInfo.InvariantCulture, $"tag={tci >> 13}/{tci & 0xfff}");

    private static int HeaderOf(SentFrame frame) => Frames.TagOf(frame) is null ? 14 : 18;

    private static int DscpOf(ReadOnlySpan<byte> packet) => packet[0] >> 4 == 4 ? packet[1] >> 2 : (((packet[0] & 0xf) << 4) | (packet[1] >> 4)) >> 2;

    private static bool Ip4ChecksumHolds(ReadOnlySpan<byte> packet)
    {
        uint sum = 0;
        for (int i = 0; i < (packet[0] & 0xf) * 4; i += 2)
        {
            sum += (uint)((packet[i] << 8) | packet[i + 1]);
        }

        return ((sum & 0xffff) + (sum >> 16)) % 0xffff == 0;
    }

    private static string Text(string fact, int value) => string.Create(CultureInfo.InvariantCulture, $"{fact}={value}");
}
