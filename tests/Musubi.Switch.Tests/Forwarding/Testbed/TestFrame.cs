using Musubi.Io.Virtio;

namespace Musubi.Switch.Tests.Forwarding.Testbed;

/// <summary>A frame as a port receives it: what a <see cref="Musubi.Io.Ports.ReceivedFrame"/> says, with bytes of its own.</summary>
public sealed record TestFrame(byte[] Bytes)
{
    /// <summary>TPID and TCI of a tag that the kernel took out, or 0.</summary>
    public uint StrippedTag { get; init; }

    public VirtioNetHeader Offload { get; init; }

    public bool Truncated { get; init; }

    public override string ToString() =>
        $"{Convert.ToHexStringLower(Bytes.AsSpan(0, Math.Min(Bytes.Length, 32)))} ({Bytes.Length} bytes)"
        + (StrippedTag != 0 ? $" stripped {StrippedTag:x8}" : "")
        + (Offload != default ? $" {Offload}" : "")
        + (Truncated ? " truncated" : "");
}
