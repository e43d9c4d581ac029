using System.Net;
using Musubi.Host.Edge;
using Musubi.Host.Kernel;
using Musubi.Io.Namespaces;
using Musubi.Io.Native;
using Musubi.Io.Netlink;
using Musubi.Model;

namespace Musubi.Host.Tests.Kernel;

/// <summary>The real kernel, in a namespace of the test's own that goes with it.</summary>
public sealed class LinuxKernelTests : IDisposable
{
    private readonly NetworkNamespace _host = MakeNamespace();

    [Fact]
    public void Taking_a_nic_and_giving_it_back_leaves_it_as_it_was() => _host.Run(() =>
    {
        using LinuxKernel kernel = new();
        using RouteClient routes = RouteClient.Open();
        routes.Links.CreateVeth("up1", "wire1");
        NicFact nic = kernel.ListNics().Single(fact => fact.Name == "up1");
        NicSettings before = kernel.ReadNic(nic);

        Assert.NotEmpty(kernel.EnsureUplink(nic, 1500));
        Assert.Empty(kernel.EnsureUplink(nic, 1500));
        LinkInfo taken = routes.Links.Find("up1")!;
        Assert.True(taken.IsPromiscuous && taken.IsUp);
        Assert.Equal(8, InterfaceSysctl.GetArpIgnore("up1"));
        Assert.NotEmpty(routes.Filters.List(taken.Index, FilterDirection.Ingress));

        routes.Links.SetPromiscuous(taken.Index, false);
        Assert.Contains(kernel.EnsureUplink(nic, 1500), repair => repair.Contains("promiscuous", StringComparison.Ordinal));

        kernel.RestoreNic(nic, before);
        Assert.Equal(before, kernel.ReadNic(nic));
        Assert.False(routes.Filters.HasClsact(taken.Index));
    });

    [Fact]
    public void The_way_of_a_connection_is_the_interface_that_its_packets_leave_by_with_the_nic_below() => _host.Run(() =>
    {
        using LinuxKernel kernel = new();
        using RouteClient routes = RouteClient.Open();
        routes.Links.CreateVeth("up1", "wire1");
        NicFact nic = kernel.ListNics().Single(fact => fact.Name == "up1");
        IPAddress local = IPAddress.Parse("192.0.2.10");
        routes.Addresses.Add(new AddressInfo(nic.Index, local, 24, AddressInfo.GlobalScope));
        routes.Links.SetUp(nic.Index, true);
        WayFact way = kernel.FindWay(local, IPAddress.Parse("192.0.2.1"))!;
        Assert.Equal(("up1", nic.Id), (way.Interface, Assert.Single(way.Nics)));
        Assert.Null(kernel.FindWay(local, local));
    });

    [Fact]
    public void The_way_by_a_bridge_goes_out_by_the_nics_that_it_has() => _host.Run(() =>
    {
        using LinuxKernel kernel = new();
        using RouteClient routes = RouteClient.Open();
        routes.Links.CreateVeth("up1", "wire1");
        routes.Links.CreateVeth("up2", "wire2");
        routes.Links.CreateBridge("br0");
        int bridge = routes.Links.Find("br0")!.Index;
        NicFact nic = kernel.ListNics().Single(fact => fact.Name == "up1");
        routes.Links.SetMaster(nic.Index, bridge);
        IPAddress local = IPAddress.Parse("192.0.2.10");
        routes.Addresses.Add(new AddressInfo(bridge, local, 24, AddressInfo.GlobalScope));
        routes.Links.SetUp(bridge, true);
        WayFact way = kernel.FindWay(local, IPAddress.Parse("192.0.2.1"))!;
        Assert.Equal(("br0", nic.Id), (way.Interface, Assert.Single(way.Nics)));
    });

    [Fact]
    public void A_nics_mtu_is_raised_to_the_switchs_and_never_lowered() => _host.Run(() =>
    {
        using LinuxKernel kernel = new();
        using RouteClient routes = RouteClient.Open();
        routes.Links.CreateVeth("up1", "wire1");
        NicFact nic = kernel.ListNics().Single(fact => fact.Name == "up1");
        NicSettings before = kernel.ReadNic(nic);
        Assert.Contains("MTU 1500 raised to 9000", kernel.EnsureUplink(nic, 9000));
        Assert.Empty(kernel.EnsureUplink(nic, 1500));
        routes.Links.SetMtu(nic.Index, 1400);
        Assert.Equal(["MTU 1400 raised to 9000"], kernel.EnsureUplink(nic, 9000));
        kernel.RestoreNic(nic, before);
        Assert.Equal(before, kernel.ReadNic(nic));
    });

    [Fact]
    public void A_nic_taken_by_AF_XDP_is_given_back_as_it_was() => _host.Run(() =>
    {
        using LinuxKernel kernel = new(UplinkDriver.AfXdp);
        using RouteClient routes = RouteClient.Open();
        routes.Links.CreateVeth("up1", "wire1");
        NicFact nic = kernel.ListNics().Single(fact => fact.Name == "up1");
        NicSettings before = kernel.ReadNic(nic);
        kernel.EnsureUplink(nic, 1500);
        using (NicOpening opening = kernel.OpenUplink(nic))
        {
            Assert.StartsWith("AF_XDP in the driver", opening.Path, StringComparison.Ordinal);
            Assert.Equal(2 * opening.Xdp!.Queues, opening.Descriptors.Count);
            Assert.Equal(XdpMode.Driver, routes.Xdp.Mode(nic.Index));
            Assert.Equal(NicOffloads.None, Ethtool.GetOffloads("up1") & NicOffloads.ReceiveVlan);
        }

        kernel.RestoreNic(nic, before);
        Assert.Equal(before, kernel.ReadNic(nic));
        Assert.Equal(XdpMode.None, routes.Xdp.Mode(nic.Index));
    });

    [Theory]
    [InlineData(UplinkDriver.Auto, "AF_PACKET: no hardware behind the NIC")]
    [InlineData(UplinkDriver.AfPacket, "AF_PACKET: as set")]
    public void A_nic_that_is_not_for_AF_XDP_is_opened_by_AF_PACKET_and_says_why(UplinkDriver driver, string path) => _host.Run(() =>
    {
        using LinuxKernel kernel = new(driver);
        using RouteClient routes = RouteClient.Open();
        routes.Links.CreateVeth("up1", "wire1");
        NicFact nic = kernel.ListNics().Single(fact => fact.Name == "up1");
        using NicOpening opening = kernel.OpenUplink(nic);
        Assert.Equal(path, opening.Path);
        Assert.Null(opening.Xdp);
        Assert.Equal(nic.Index, Io.Packet.PacketSocket.InterfaceIndex(Assert.Single(opening.Descriptors)));
    });

    [Fact]
    public void A_nic_whose_former_sockets_are_still_open_is_busy_and_does_not_fall_back() => _host.Run(() =>
    {
        using LinuxKernel kernel = new(UplinkDriver.AfXdp);
        using RouteClient routes = RouteClient.Open();
        routes.Links.CreateVeth("up1", "wire1");
        NicFact nic = kernel.ListNics().Single(fact => fact.Name == "up1");
        using NicOpening first = kernel.OpenUplink(nic);
        Assert.NotNull(first.Xdp);
        Assert.Equal(Errno.Busy, Assert.Throws<SystemCallException>(() => kernel.OpenUplink(nic)).Error);
    });

    [Fact]
    public void A_tap_outlives_its_descriptors_and_is_opened_again_by_name() => _host.Run(() =>
    {
        using LinuxKernel kernel = new();
        TapPlace place = new(null, "vmk0");
        TapSettings settings = new(MacAddress.Parse("02:00:00:00:00:05"), 1400, ["192.0.2.1/24"]);
        using (FileDescriptor first = kernel.OpenTap(place))
        {
            Assert.NotEmpty(kernel.EnsureTap(place, settings));
            Assert.Empty(kernel.EnsureTap(place, settings));
        }

        using FileDescriptor second = kernel.OpenTap(place);
        Assert.Empty(kernel.EnsureTap(place, settings));
        Assert.True(kernel.IsTapAlive(second));
        kernel.DeleteTap(place);
        Assert.False(kernel.IsTapAlive(second));
        Assert.Throws<InterfaceMissingException>(() => kernel.EnsureTap(place, settings));
    });

    [Fact]
    public void Qemus_tap_is_made_once_and_silenced() => _host.Run(() =>
    {
        using LinuxKernel kernel = new();
        Assert.NotEmpty(kernel.EnsureQemuTap("tap0", 1500, out int index));
        Assert.Empty(kernel.EnsureQemuTap("tap0", 1500, out int again));
        Assert.Equal(index, again);
        Assert.Equal(8, InterfaceSysctl.GetArpIgnore("tap0"));
        using FileDescriptor socket = kernel.OpenPacket(index);
        Assert.Equal(index, Io.Packet.PacketSocket.InterfaceIndex(socket));
    });

    [Fact]
    public void A_nic_with_a_global_address_says_so() => _host.Run(() =>
    {
        using LinuxKernel kernel = new();
        using RouteClient routes = RouteClient.Open();
        routes.Links.CreateVeth("up1", "wire1");
        int index = routes.Links.Find("up1")!.Index;
        routes.Addresses.Add(new AddressInfo(index, System.Net.IPAddress.Parse("192.0.2.9"), 24, AddressInfo.GlobalScope));
        Assert.Equal(["192.0.2.9/24"], kernel.ListNics().Single(fact => fact.Name == "up1").Addresses);
    });

    public void Dispose() => _host.Dispose();

    private static NetworkNamespace MakeNamespace()
    {
        try
        {
            return NetworkNamespace.CreateUnnamed();
        }
        catch (SystemCallException refusal) when (refusal.Error == Errno.NotPermitted)
        {
            Assert.Skip("needs CAP_SYS_ADMIN and CAP_NET_ADMIN: run as root");
            throw;
        }
    }
}
