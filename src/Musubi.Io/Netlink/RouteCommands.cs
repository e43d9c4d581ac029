using System.Net;

namespace Musubi.Io.Netlink;

/// <summary>Which way the kernel sends. Any thread. A refusal is a <see cref="NetlinkException"/>.</summary>
public sealed class RouteCommands
{
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
}
