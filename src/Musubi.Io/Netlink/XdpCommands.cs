using Musubi.Io.Bpf;
using Musubi.Io.Native;

namespace Musubi.Io.Netlink;

/// <summary>Programs at the driver of a NIC (IFLA_XDP). They stay until they are taken off, whoever ends. Any thread.</summary>
public sealed class XdpCommands
{
    private const ushort Change = NetlinkChannel.Request | NetlinkChannel.Acknowledge;
    private const int Xdp = 43;
    private const int Descriptor = 1;
    private const int Attached = 2;
    private const int Flags = 3;
    private const uint InStack = 1 << 1;
    private const uint InDriver = 1 << 2;
    private const int HeaderBytes = 16;

    private readonly NetlinkChannel _channel;

    internal XdpCommands(NetlinkChannel channel) => _channel = channel;

    /// <summary>Puts a program on, in the place of one of the same mode that is there: in the driver where it can, else before the host's stack.</summary>
    /// <returns>Why it is not in the driver; null when it is.</returns>
    /// <exception cref="NetlinkException">Neither can be.</exception>
    public string? Attach(int index, BpfProgram program)
    {
        try
        {
            Set(index, program.Descriptor, InDriver);
            return null;
        }
        catch (NetlinkException refusal)
        {
            Set(index, program.Descriptor, InStack);
            return refusal.Message;
        }
    }

    /// <summary>Takes off what is there; nothing happens when nothing is, or when the interface is gone.</summary>
    public void Detach(int index)
    {
        XdpMode mode = Mode(index);
        if (mode != XdpMode.None)
        {
            Set(index, -1, mode == XdpMode.Driver ? InDriver : InStack);
        }
    }

    /// <summary>Where a program is; None when the interface is gone.</summary>
    public XdpMode Mode(int index)
    {
        NetlinkRequest request = new($"find programs at link {index}", LinkMessages.Get, Change);
        LinkMessages.Header(request, index, LinkFlags.None, LinkFlags.None).Attribute(LinkMessages.ExtensionMask, LinkMessages.SkipStatistics);
        XdpMode mode = XdpMode.None;
        try
        {
            _channel.Query(request, () => mode = XdpMode.None, (in NetlinkMessage message) => mode = Read(message) ?? mode);
        }
        catch (NetlinkException gone) when (gone.Error == Errno.NoDevice)
        {
            return XdpMode.None;
        }

        return mode;
    }

    private static XdpMode? Read(in NetlinkMessage message)
    {
        if (message.Type != LinkMessages.New || message.Body.Length < HeaderBytes)
        {
            return null;
        }

        ReadOnlySpan<byte> attributes = message.Body[HeaderBytes..];
        while (NetlinkAttribute.TryTake(ref attributes, out NetlinkAttribute attribute))
        {
            ReadOnlySpan<byte> inner = attribute.Type == Xdp ? attribute.Value : [];
            while (NetlinkAttribute.TryTake(ref inner, out NetlinkAttribute part))
            {
                if (part.Type == Attached)
                {
                    return (XdpMode)part.AsByte;
                }
            }
        }

        return null;
    }

    private void Set(int index, int program, uint flags)
    {
        NetlinkRequest request = new($"set program of link {index}", LinkMessages.New, Change);
        LinkMessages.Header(request, index, LinkFlags.None, LinkFlags.None);
        _channel.Execute(request.Begin(Xdp).Attribute(Descriptor, (uint)program).Attribute(Flags, flags).End());
    }
}
