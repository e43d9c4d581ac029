using System.Buffers.Binary;

namespace Musubi.Io.Netlink;

/// <summary>rtnetlink's messages about queueing disciplines and classifiers (linux/pkt_sched.h, linux/pkt_cls.h).</summary>
internal static class FilterMessages
{
    public const ushort NewQdisc = 36;
    public const ushort DeleteQdisc = 37;
    public const ushort GetQdisc = 38;
    public const ushort NewFilter = 44;
    public const ushort DeleteFilter = 45;
    public const ushort GetFilter = 46;

    public const int Kind = 1;
    public const int Options = 2;
    public const int BpfDescriptor = 6;
    public const int BpfName = 7;
    public const int BpfFlags = 8;
    public const uint DirectAction = 1;

    public const string Clsact = "clsact";
    public const uint ClsactHandle = 0xffff0000;
    public const uint ClsactParent = 0xfffffff1;

    private const uint IngressParent = 0xfffffff2;
    private const uint EgressParent = 0xfffffff3;
    private const ushort AllProtocols = 0x0003;
    private const int HeaderBytes = 20;

    /// <summary>struct tcmsg.</summary>
    public static NetlinkRequest Header(NetlinkRequest request, int index, uint handle, uint parent, uint information) =>
        request.UInt32(0).UInt32((uint)index).UInt32(handle).UInt32(parent).UInt32(information);

    public static uint Parent(FilterDirection direction) => direction == FilterDirection.Ingress ? IngressParent : EgressParent;

    /// <summary>Priority in the upper half, protocol in network order in the lower.</summary>
    public static uint Information(ushort priority) => ((uint)priority << 16) | BinaryPrimitives.ReverseEndianness(AllProtocols);

    /// <summary>True when the message is about an interface's clsact.</summary>
    public static bool IsClsact(in NetlinkMessage message, int index) =>
        message.Type == NewQdisc && message.Body.Length >= HeaderBytes && Index(message) == index && KindOf(message) == Clsact;

    /// <summary>Null when it is no BPF classifier; the dump repeats each one's head without options, which is none either.</summary>
    public static FilterInfo? Read(in NetlinkMessage message, FilterDirection direction)
    {
        if (message.Type != NewFilter || message.Body.Length < HeaderBytes || KindOf(message) != "bpf")
        {
            return null;
        }

        ReadOnlySpan<byte> attributes = message.Body[HeaderBytes..];
        while (NetlinkAttribute.TryTake(ref attributes, out NetlinkAttribute attribute))
        {
            if (attribute.Type == Options)
            {
                return ReadOptions(message, direction, attribute.Value);
            }
        }

        return null;
    }

    private static FilterInfo ReadOptions(in NetlinkMessage message, FilterDirection direction, ReadOnlySpan<byte> options)
    {
        string name = "";
        uint flags = 0;
        while (NetlinkAttribute.TryTake(ref options, out NetlinkAttribute attribute))
        {
            name = attribute.Type == BpfName ? attribute.AsText : name;
            flags = attribute.Type == BpfFlags ? (uint)attribute.AsInt32 : flags;
        }

        uint information = BinaryPrimitives.ReadUInt32LittleEndian(message.Body[16..]);
        return new FilterInfo(Index(message), direction, (ushort)(information >> 16), name, (flags & DirectAction) != 0);
    }

    private static int Index(in NetlinkMessage message) => BinaryPrimitives.ReadInt32LittleEndian(message.Body[4..]);

    private static string KindOf(in NetlinkMessage message)
    {
        ReadOnlySpan<byte> attributes = message.Body[HeaderBytes..];
        while (NetlinkAttribute.TryTake(ref attributes, out NetlinkAttribute attribute))
        {
            if (attribute.Type == Kind)
            {
                return attribute.AsText;
            }
        }

        return "";
    }
}
