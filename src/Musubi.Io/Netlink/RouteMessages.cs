using System.Buffers.Binary;
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
    private const int GatewayAddress = 5;
    private const int Priority = 6;
    private const int PreferredSource = 7;
    private const int TableNumber = 15;
    private const byte MainTable = 254;
    private const byte Unicast = 1;
    private const byte ByKernel = 2;
    private const byte ByAdvertisement = 9;
    private const uint Cloned = 0x200;
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

    public static NetlinkRequest Everything(NetlinkRequest request) => request.Raw(stackalloc byte[HeaderBytes]);

    /// <summary>struct rtmsg and the attributes of a unicast route of the main table.</summary>
    public static NetlinkRequest Describe(NetlinkRequest request, int interfaceIndex, RouteInfo route)
    {
        byte family = route.Destination.AddressFamily == AddressFamily.InterNetwork ? Ipv4Family : Ipv6Family;
        request.Byte(family).Byte((byte)route.PrefixLength).Byte(0).Byte(0).Byte(MainTable).Byte(route.Protocol).Byte(route.Scope).Byte(Unicast).UInt32(0)
            .Attribute(OutgoingInterface, (uint)interfaceIndex);
        if (route.PrefixLength > 0)
        {
            request.Attribute(Destination, route.Destination.GetAddressBytes());
        }

        if (route.Gateway is { } gateway)
        {
            request.Attribute(GatewayAddress, gateway.GetAddressBytes());
        }

        if (route.Source is { } source)
        {
            request.Attribute(PreferredSource, source.GetAddressBytes());
        }

        return route.Metric == 0 ? request : request.Attribute(Priority, route.Metric);
    }

    /// <summary>Null when it is no route of the main table by this interface that somebody set.</summary>
    public static RouteInfo? ReadSet(in NetlinkMessage message, int interfaceIndex)
    {
        if (message.Type != New || message.Body.Length < HeaderBytes || ReadInterface(message) != interfaceIndex)
        {
            return null;
        }

        ReadOnlySpan<byte> head = message.Body;
        (byte family, byte length, byte table, byte protocol, byte scope, byte type) = (head[0], head[1], head[4], head[5], head[6], head[7]);
        bool isCloned = (BinaryPrimitives.ReadUInt32LittleEndian(head[8..]) & Cloned) != 0;
        if (family is not (Ipv4Family or Ipv6Family) || table != MainTable || type != Unicast || isCloned || protocol is ByKernel or ByAdvertisement)
        {
            return null;
        }

        IPAddress destination = family == Ipv4Family ? IPAddress.Any : IPAddress.IPv6Any;
        RouteInfo route = new(destination, length, null, null, 0, protocol, scope);
        ReadOnlySpan<byte> attributes = message.Body[HeaderBytes..];
        while (NetlinkAttribute.TryTake(ref attributes, out NetlinkAttribute attribute))
        {
            if (attribute.Type == TableNumber && attribute.AsInt32 != MainTable)
            {
                return null;
            }

            route = Take(route, attribute);
        }

        return route;
    }

    private static RouteInfo Take(RouteInfo route, in NetlinkAttribute attribute) => (attribute.Type, attribute.Value.Length) switch
    {
        (Destination, 4 or 16) => route with { Destination = new IPAddress(attribute.Value) },
        (GatewayAddress, 4 or 16) => route with { Gateway = new IPAddress(attribute.Value) },
        (PreferredSource, 4 or 16) => route with { Source = new IPAddress(attribute.Value) },
        (Priority, _) => route with { Metric = (uint)attribute.AsInt32 },
        _ => route,
    };

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
