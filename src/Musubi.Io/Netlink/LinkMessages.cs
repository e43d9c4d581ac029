using System.Buffers.Binary;

namespace Musubi.Io.Netlink;

/// <summary>rtnetlink's messages about links (rtnetlink(7), linux/if_link.h).</summary>
internal static class LinkMessages
{
    public const ushort New = 16;
    public const ushort Delete = 17;
    public const ushort Get = 18;

    public const int Address = 1;
    public const int Name = 3;
    public const int Mtu = 4;
    public const int Master = 10;
    public const int LinkInformation = 18;
    public const int NamespaceDescriptor = 28;
    public const int ExtensionMask = 29;
    public const int InformationKind = 1;
    public const int InformationData = 2;
    public const int VethPeer = 1;

    /// <summary>Statistics are not wanted: they are most of the bytes.</summary>
    public const uint SkipStatistics = 1 << 3;

    private const int Link = 5;
    private const int State = 16;
    private const int Promiscuity = 30;
    private const int Carrier = 33;
    private const int PermanentAddress = 54;
    private const int ParentName = 56;
    private const int ParentBusName = 57;
    private const int HeaderBytes = 16;

    /// <summary>struct ifinfomsg.</summary>
    public static NetlinkRequest Header(NetlinkRequest request, int index, LinkFlags flags, LinkFlags change) =>
        request.Byte(0).Byte(0).UInt16(0).UInt32((uint)index).UInt32((uint)flags).UInt32((uint)change);

    /// <summary>Null when it is no message about a link.</summary>
    public static LinkInfo? Read(in NetlinkMessage message)
    {
        // Bridges send messages of their own family about their ports: they tell less, and a second time.
        if (message.Type is not (New or Delete) || message.Body.Length < HeaderBytes || message.Body[0] != 0)
        {
            return null;
        }

        LinkInfo link = new()
        {
            Index = BinaryPrimitives.ReadInt32LittleEndian(message.Body[4..]),
            Name = "",
            Flags = (LinkFlags)BinaryPrimitives.ReadUInt32LittleEndian(message.Body[8..]),
        };
        ReadOnlySpan<byte> attributes = message.Body[HeaderBytes..];
        while (NetlinkAttribute.TryTake(ref attributes, out NetlinkAttribute attribute))
        {
            link = With(link, attribute);
        }

        return link;
    }

    private static LinkInfo With(LinkInfo link, in NetlinkAttribute attribute) => attribute.Type switch
    {
        Address => link with { Address = attribute.AsHardwareAddress },
        Name => link with { Name = attribute.AsText },
        Mtu => link with { Mtu = attribute.AsInt32 },
        Link => link with { PeerIndex = attribute.AsInt32 },
        Master => link with { MasterIndex = attribute.AsInt32 },
        State => link with { State = (OperationalState)attribute.AsByte },
        LinkInformation => link with { Kind = Kind(attribute.Value) },
        Promiscuity => link with { Promiscuity = attribute.AsInt32 },
        Carrier => link with { Carrier = attribute.AsByte != 0 },
        PermanentAddress => link with { PermanentAddress = attribute.AsHardwareAddress },
        ParentName => link with { BusAddress = attribute.AsText },
        ParentBusName => link with { BusName = attribute.AsText },
        _ => link,
    };

    private static string Kind(ReadOnlySpan<byte> information)
    {
        while (NetlinkAttribute.TryTake(ref information, out NetlinkAttribute attribute))
        {
            if (attribute.Type == InformationKind)
            {
                return attribute.AsText;
            }
        }

        return "";
    }
}
