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
