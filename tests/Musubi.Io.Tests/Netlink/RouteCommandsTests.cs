using System.Net;
using Musubi.Io.Native;
using Musubi.Io.Netlink;
using Musubi.Io.Tests.Support;

namespace Musubi.Io.Tests.Netlink;

public sealed class RouteCommandsTests : IDisposable
{
    private readonly TestNamespace _namespace = new();

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.1", 24)]
    [InlineData("2001:db8::7", "2001:db8::1", 64)]
    public void The_interface_of_a_route_is_the_one_that_the_kernel_sends_by(string own, string other, int prefixLength)
    {
        (int near, int far) = _namespace.CreateVeth("near", "far");
        foreach (int index in (int[])[near, far])
        {
            _namespace.Routes.Links.SetUp(index, true);
        }

        _namespace.Namespace.Run(() => InterfaceSysctl.SetDisableIpv6("near", 0));
        IPAddress source = IPAddress.Parse(own);
        _namespace.Routes.Addresses.Add(new AddressInfo(near, source, prefixLength, AddressInfo.GlobalScope));
        Assert.Equal(near, _namespace.Routes.Routes.FindInterface(IPAddress.Parse(other), source));
    }

    [Fact]
    public void Routes_that_somebody_set_are_listed_and_can_be_set_again()
    {
        (int near, int far) = _namespace.CreateVeth("near", "far");
        RouteCommands routes = _namespace.Routes.Routes;
        _namespace.Routes.Links.SetUp(near, true);
        _namespace.Routes.Links.SetUp(far, true);
        _namespace.Routes.Addresses.Add(new AddressInfo(near, IPAddress.Parse("192.0.2.7"), 24, AddressInfo.GlobalScope));
        Assert.Empty(routes.List(near));
        RouteInfo standard = new(IPAddress.Any, 0, IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.7"), 100, 4, 0);
        RouteInfo link = new(IPAddress.Parse("198.51.100.0"), 24, null, null, 0, 3, 253);
        routes.Add(near, standard);
        routes.Add(near, link);
        Assert.Equal([standard, link], routes.List(near).OrderBy(route => route.PrefixLength));
        Assert.Empty(routes.List(far));
        Assert.Equal(Errno.Exists, Assert.Throws<NetlinkException>(() => routes.Add(near, standard)).Error);
        _namespace.Routes.Links.SetUp(near, false);
        Assert.Empty(routes.List(near));
        _namespace.Routes.Links.SetUp(near, true);
        routes.Add(near, standard);
        Assert.Equal(standard, Assert.Single(routes.List(near)));
    }

    [Fact]
    public void Where_there_is_no_route_the_kernel_says_so() =>
        Assert.Throws<NetlinkException>(() => _namespace.Routes.Routes.FindInterface(IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.7")));

    public void Dispose() => _namespace.Dispose();
}
