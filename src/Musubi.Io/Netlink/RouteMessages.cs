using System.Net;
using System.Net.Sockets;

namespace Musubi.Io.Netlink;

/// <summary>rtnetlink's messages about routes (linux/rtnetlink.h).</summary>
internal static class RouteMessages
{
    public const ushort New = 24;
    public const ushort Get = 26;

    private const int Destination = 1;
    private const int Source = 2;
    private const int OutgoingInterface = 4;
    private const int HeaderBytes = 12;
    private const byte Ipv4Family = 2;
    private const byte Ipv6Family = 10;

    /// <summary>struct rtmsg and the attributes that name both ends.</summary>
    public static NetlinkRequest Ask(NetlinkRequest request, IPAddress destination, IPAddress source)
    {
        byte[] to = destination.GetAddressBytes();
        byte[] from = source.GetAddressBytes();
        byte family = destination.AddressFamily == AddressFamily.InterNetwork ? Ipv4Family : Ipv6Family;
        return request.Byte(family).Byte((byte)(to.Length * 8)).Byte((byte)(from.Length * 8)).Byte(0).Byte(0).Byte(0).Byte(0).Byte(0).UInt32(0)
            .Attribute(Destination, to).Attribute(Source, from);
    }

    /// <summary>Null when it is no message about a route, or the route names no interface.</summary>
    public static int? ReadInterface(in NetlinkMessage message)
    {
        if (message.Type != New || message.Body.Length < HeaderBytes)
        {
            return null;
        }

        ReadOnlySpan<byte> attributes = message.Body[HeaderBytes..];
        while (NetlinkAttribute.TryTake(ref attributes, out NetlinkAttribute attribute))
        {
            if (attribute.Type == OutgoingInterface)
            {
                return attribute.AsInt32;
            }
        }

        return null;
    }
}
