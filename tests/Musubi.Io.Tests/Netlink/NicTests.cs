using Musubi.Io.Native;
using Musubi.Io.Netlink;
using Musubi.Io.Tests.Support;

namespace Musubi.Io.Tests.Netlink;

public sealed class NicTests : IDisposable
{
    private readonly TestNamespace _namespace = new();

    [Fact]
    public void A_driver_tells_its_name_and_speed()
    {
        _namespace.CreateVeth("near", "far");
        NicDetails details = _namespace.Namespace.Run(() => Ethtool.Query("near"));
        Assert.Equal(("veth", ""), (details.Driver, details.BusInfo));
        Assert.Equal(10_000, details.SpeedMbps);
        Assert.Null(details.PermanentAddress);
    }

    [Fact]
    public void A_NIC_that_is_not_there_is_said_to_be_missing() =>
        Assert.Equal(Errno.NoDevice, Assert.Throws<SystemCallException>(() => _namespace.Namespace.Run(() => Ethtool.Query("none"))).Error);

    [Fact]
    public void Settings_are_those_of_the_namespace()
    {
        _namespace.CreateVeth("near", "far");
        Assert.Equal(0, _namespace.Namespace.Run(() => InterfaceSysctl.GetArpIgnore("near")));
        Assert.True(_namespace.Namespace.Run(() => InterfaceSysctl.SetArpIgnore("near", 8)));
        Assert.Equal(8, _namespace.Namespace.Run(() => InterfaceSysctl.GetArpIgnore("near")));
        Assert.Equal(1, _namespace.Namespace.Run(() => InterfaceSysctl.GetDisableIpv6("near")));
        Assert.Throws<SystemCallException>(() => _namespace.Namespace.Run(() => InterfaceSysctl.GetArpIgnore("none")));
    }

    public void Dispose() => _namespace.Dispose();
}
