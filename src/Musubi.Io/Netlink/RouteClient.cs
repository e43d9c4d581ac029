using Musubi.Io.Namespaces;

namespace Musubi.Io.Netlink;

/// <summary>
/// The kernel's interfaces, addresses, classifiers and routes in one network namespace (rtnetlink). Any thread; requests go one
/// after the other, each waits for the kernel's answer.
/// </summary>
public sealed class RouteClient : IDisposable
{
    private readonly NetlinkChannel _channel = new();

    private RouteClient()
    {
        Links = new LinkCommands(_channel);
        Addresses = new AddressCommands(_channel);
        Filters = new FilterCommands(_channel);
        Xdp = new XdpCommands(_channel);
        Routes = new RouteCommands(_channel);
    }

    public LinkCommands Links { get; }

    public AddressCommands Addresses { get; }

    public FilterCommands Filters { get; }

    public XdpCommands Xdp { get; }

    public RouteCommands Routes { get; }

    /// <summary>In the namespace of the calling thread.</summary>
    public static RouteClient Open() => new();

    public static RouteClient OpenIn(NetworkNamespace target) => target.Run(Open);

    public void Dispose() => _channel.Dispose();
}
