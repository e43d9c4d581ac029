using System.Runtime.InteropServices;

namespace Musubi.Io.Vhost.Protocol;

/// <summary>The twelve bytes before each payload, in the machine's byte order.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct VhostHeader(VhostRequest Request, uint Flags, uint Size)
{
    public const int Bytes = 12;

    /// <summary>The only version there is, in the lowest two bits.</summary>
    public const uint Version = 1;

    public const uint VersionMask = 3;

    /// <summary>The message is an answer of the back end.</summary>
    public const uint Reply = 4;

    /// <summary>The sender wants an answer; heard only with <see cref="VhostProtocolFeatures.ReplyAck"/>.</summary>
    public const uint NeedReply = 8;

    public bool WantsReply => (Flags & NeedReply) != 0;

    public static VhostHeader Read(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<VhostHeader>(bytes); // Safe: Read checks the length; the struct is three numbers.

    public void Write(Span<byte> bytes)
    {
        VhostHeader self = this;
        MemoryMarshal.Write(bytes, in self); // Safe: Write checks the length.
    }
}
