using Musubi.Io.Virtio;

namespace Musubi.Switch.Tests.Forwarding.Testbed;

/// <summary>A frame as a port was asked to send it: Ethernet header and payload in one piece, and the offload header.</summary>
public sealed record SentFrame(byte[] Bytes, VirtioNetHeader Offload)
{
    public bool IsSame(SentFrame other) => Offload == other.Offload && Bytes.AsSpan().SequenceEqual(other.Bytes);

    public override string ToString() =>
        $"{Convert.ToHexStringLower(Bytes.AsSpan(0, Math.Min(Bytes.Length, 32)))} ({Bytes.Length} bytes)" + (Offload != default ? $" {Offload}" : "");
}
