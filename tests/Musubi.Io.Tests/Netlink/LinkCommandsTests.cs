using Musubi.Io.Native;
using Musubi.Io.Netlink;
using Musubi.Io.Tests.Support;

namespace Musubi.Io.Tests.Netlink;

public sealed class LinkCommandsTests : IDisposable
{
    private readonly TestNamespace _namespace = new();

    private LinkCommands Links => _namespace.Routes.Links;

    [Fact]
    public void A_new_namespace_has_its_loopback_and_nothing_else()
    {
        LinkInfo loopback = Assert.Single(Links.List());
        Assert.Equal(("lo", 1, true), (loopback.Name, loopback.Index, loopback.IsLoopback));
    }

    [Fact]
    public void A_veth_tells_kind_peer_and_carrier()
    {
        (int first, int second) = _namespace.CreateVeth("near", "far");
        LinkInfo near = Links.Find("near")!;
        Assert.Equal(("veth", second, first), (near.Kind, near.PeerIndex, near.Index));
        Assert.True(near.IsUp && near.Carrier && near.Carries);
        Links.SetUp(second, false);
        near = Links.Find(first)!;
        Assert.False(near.Carrier);
        Assert.False(near.Carries);
    }

    [Fact]
    public void What_is_set_is_what_is_read()
    {
        (int index, _) = _namespace.CreateVeth("near", "far");
        HardwareAddress address = HardwareAddress.Parse("02:aa:bb:cc:dd:01");
        Links.SetMtu(index, 9000);
        Links.SetAddress(index, address);
        Links.SetPromiscuous(index, true);
        Links.Rename(index, "renamed");
        LinkInfo link = Links.Find("renamed")!;
        Assert.Equal((index, 9000, address, true), (link.Index, link.Mtu, link.Address, link.IsPromiscuous));
        Assert.Equal(1, link.Promiscuity);
        Links.SetPromiscuous(index, false);
        Assert.False(Links.Find(index)!.IsPromiscuous);
    }

    [Fact]
    public void A_link_belongs_to_the_bridge_it_was_given_to()
    {
        (int index, _) = _namespace.CreateVeth("near", "far");
        Links.CreateBridge("br0");
        LinkInfo bridge = Links.Find("br0")!;
        Links.SetMaster(index, bridge.Index);
        Assert.Equal(("bridge", bridge.Index), (bridge.Kind, Links.Find(index)!.MasterIndex));
        Links.SetMaster(index, 0);
        Assert.Equal(0, Links.Find(index)!.MasterIndex);
    }

    [Fact]
    public void A_link_moves_to_another_namespace_under_another_name()
    {
        using TestNamespace other = new();
        (int index, _) = _namespace.CreateVeth("near", "far");
        Links.MoveTo(index, other.Namespace, "moved");
        Assert.Null(Links.Find("near"));
        Assert.NotNull(other.Routes.Links.Find("moved"));
    }

    [Fact]
    public void A_veth_is_made_with_its_peer_elsewhere()
    {
        using TestNamespace other = new();
        Links.CreateVeth("here", "there", other.Namespace);
        Assert.NotNull(Links.Find("here"));
        Assert.Null(Links.Find("there"));
        Assert.NotNull(other.Routes.Links.Find("there"));
    }

    [Fact]
    public void A_deleted_link_is_not_found()
    {
        (int index, _) = _namespace.CreateVeth("near", "far");
        Links.Delete(index);
        Assert.Null(Links.Find(index));
        Assert.Null(Links.Find("far"));
    }

    [Fact]
    public void A_refusal_says_what_was_asked_and_what_the_kernel_said()
    {
        Assert.Equal(Errno.NoDevice, Assert.Throws<NetlinkException>(() => Links.SetUp(4711, true)).Error);
        (int index, _) = _namespace.CreateVeth("near", "far");
        NetlinkException tooLarge = Assert.Throws<NetlinkException>(() => Links.SetMtu(index, 1_000_000));
        Assert.Contains($"set mtu of link {index}", tooLarge.Message, StringComparison.Ordinal);
        Assert.Contains("mtu greater than device maximum", tooLarge.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sixteen-bytes-xx")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("..")]
    public void A_name_that_the_kernel_would_not_take_is_refused_with_the_rule(string name) =>
        Assert.Contains("1..15 bytes", Assert.Throws<ArgumentException>(() => Links.Find(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_thousand_links_are_listed_each_once()
    {
        const int Pairs = 500;
        for (int i = 0; i < Pairs; i++)
        {
            Links.CreateVeth($"a{i}", $"b{i}");
        }

        IReadOnlyList<LinkInfo> links = Links.List();
        Assert.Equal((2 * Pairs) + 1, links.Count);
        Assert.Equal(links.Count, links.Select(link => link.Index).Distinct().Count());
    }

    public void Dispose() => _namespace.Dispose();
}
