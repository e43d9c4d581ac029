using System.Net;

namespace Musubi.Io.Netlink;

/// <summary>Which way the kernel sends. Any thread. A refusal is a <see cref="NetlinkException"/>.</summary>
public sealed class RouteCommands
{
    private const ushort CreateNew = NetlinkChannel.Request | NetlinkChannel.Acknowledge | 0x400 | 0x200;

    private readonly NetlinkChannel _channel;

    internal RouteCommands(NetlinkChannel channel) => _channel = channel;

    /// <summary>The index of the interface by which a packet from one of this host's addresses leaves for a destination; 0 where no route says.</summary>
    /// <exception cref="NetlinkException">NetworkUnreachable, HostUnreachable: there is no route; InvalidArgument: the source is no address of this host.</exception>
    public int FindInterface(IPAddress destination, IPAddress source)
    {
        NetlinkRequest request = new($"find the route to {destination}", RouteMessages.Get, NetlinkChannel.Request | NetlinkChannel.Acknowledge);
        int index = 0;
        _channel.Query(RouteMessages.Ask(request, destination, source), () => index = 0, (in NetlinkMessage message) =>
        {
            if (RouteMessages.ReadInterface(message) is { } found)
            {
                index = found;
            }
        });
        return index;
    }

    /// <summary>Routes of the main table by an interface that people and their tools have set; not those that the kernel makes of addresses and advertisements.</summary>
    public IReadOnlyList<RouteInfo> List(int interfaceIndex)
    {
        NetlinkRequest request = new("list routes", RouteMessages.Get, NetlinkChannel.Request | NetlinkChannel.Dump);
        List<RouteInfo> routes = [];
        _channel.Query(RouteMessages.Everything(request), routes.Clear, (in NetlinkMessage message) =>
        {
            if (RouteMessages.ReadSet(message, interfaceIndex) is { } route)
            {
                routes.Add(route);
            }
        });
        return routes;
    }

    /// <exception cref="NetlinkException">Exists: there is such a route already.</exception>
    public void Add(int interfaceIndex, RouteInfo route) =>
        _channel.Execute(RouteMessages.Describe(new NetlinkRequest($"add route {route}", RouteMessages.New, CreateNew), interfaceIndex, route));
}
