using System.Net;
using Musubi.Io.Native;
using Musubi.Io.Netlink;
using Musubi.Io.Tests.Support;

namespace Musubi.Io.Tests.Netlink;

public sealed class AddressCommandsTests : IDisposable
{
    private readonly TestNamespace _namespace = new();

    [Theory]
    [InlineData("192.0.2.7", 24)]
    [InlineData("2001:db8::7", 64)]
    public void An_address_is_added_listed_and_deleted(string text, int prefixLength)
    {
        (int index, _) = _namespace.CreateVeth("near", "far");
        _namespace.Namespace.Run(() => InterfaceSysctl.SetDisableIpv6("near", 0));
        AddressCommands addresses = _namespace.Routes.Addresses;
        AddressInfo address = new(index, IPAddress.Parse(text), prefixLength, AddressInfo.GlobalScope);
        addresses.Add(address);
        AddressInfo listed = Assert.Single(addresses.List(index), one => one.IsGlobal);
        Assert.Equal(address, listed);
        Assert.Equal(Errno.Exists, Assert.Throws<NetlinkException>(() => addresses.Add(address)).Error);
        addresses.Delete(address);
        Assert.DoesNotContain(addresses.List(index), one => one.IsGlobal);
        Assert.Equal(Errno.AddressNotAvailable, Assert.Throws<NetlinkException>(() => addresses.Delete(address)).Error);
    }

    public void Dispose() => _namespace.Dispose();
}
