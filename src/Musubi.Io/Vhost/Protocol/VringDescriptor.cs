namespace Musubi.Io.Vhost.Protocol;

/// <summary>The number that comes with the kick, call and error descriptor of a ring.</summary>
/// <param name="Index">Bits 0 to 7.</param>
/// <param name="None">Bit 8: no descriptor came along; the other side polls.</param>
public readonly record struct VringDescriptor(int Index, bool None)
{
    private const ulong IndexMask = 0xff;
    private const ulong NoneFlag = 0x100;

    public static VringDescriptor From(ulong payload) => new((int)(payload & IndexMask), (payload & NoneFlag) != 0);

    public ulong ToPayload() => ((ulong)Index & IndexMask) | (None ? NoneFlag : 0);
}
