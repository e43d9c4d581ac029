using Musubi.Io.Bpf;
using Musubi.Io.Native;
using Musubi.Io.Netlink;
using Musubi.Io.Packet;
using Musubi.Io.Ports;
using Musubi.Io.Tests.Support;

namespace Musubi.Io.Tests.Netlink;

public sealed class FilterCommandsTests : IDisposable
{
    private readonly TestNamespace _namespace = new();
    private readonly int _near;
    private readonly int _far;

    public FilterCommandsTests() => (_near, _far) = _namespace.CreateVeth("near", "far");

    private FilterCommands Filters => _namespace.Routes.Filters;

    [Fact]
    public void A_classifier_is_attached_found_replaced_and_taken_away()
    {
        Assert.Empty(Filters.List(_near, FilterDirection.Ingress));
        Assert.False(Filters.HasClsact(_near));
        using BpfProgram drop = BpfProgram.DropAll();
        Filters.Attach(_near, FilterDirection.Ingress, drop, "first");
        Filters.Attach(_near, FilterDirection.Ingress, drop, "second");
        Assert.True(Filters.HasClsact(_near));
        Assert.False(Filters.HasClsact(_far));
        Assert.Equal(new FilterInfo(_near, FilterDirection.Ingress, FilterCommands.Priority, "second", true), Assert.Single(Filters.List(_near, FilterDirection.Ingress)));
        Assert.Empty(Filters.List(_near, FilterDirection.Egress));
        Filters.Detach(_near, FilterDirection.Ingress);
        Filters.Detach(_near, FilterDirection.Ingress);
        Assert.Empty(Filters.List(_near, FilterDirection.Ingress));
        Filters.RemoveClsact(_near);
        Filters.RemoveClsact(_near);
        Assert.False(Filters.HasClsact(_near));
    }

    [Fact]
    public void An_interface_that_is_gone_is_said_to_be()
    {
        using BpfProgram drop = BpfProgram.DropAll();
        Assert.Equal(Errno.NoDevice, Assert.Throws<NetlinkException>(() => Filters.Attach(4711, FilterDirection.Ingress, drop, "drop")).Error);
    }

    [Fact]
    public void Dropping_all_at_ingress_silences_the_host_and_not_the_packet_socket()
    {
        using BpfProgram drop = BpfProgram.DropAll();
        AddressInfo address = new(_near, System.Net.IPAddress.Parse("192.0.2.1"), 24, AddressInfo.GlobalScope);
        _namespace.Routes.Addresses.Add(address);
        using PortDriver near = new(_namespace.Namespace.Run(() => new PacketPort(PacketSocket.Open(_near))));
        using PortDriver far = new(_namespace.Namespace.Run(() => new PacketPort(PacketSocket.Open(_far))));
        far.Send(ArpRequest());
        Assert.Equal(0x0806, EtherType(far.TakeOne()));
        near.Drain();
        Filters.Attach(_near, FilterDirection.Ingress, drop, "drop");
        far.Send(ArpRequest());
        Assert.Equal(0x0806, EtherType(near.TakeOne()));
        // Whatever the host would have answered came before this one.
        near.Send(SentFrame.Small(1));
        Assert.Equal(SentFrame.Experimental, EtherType(far.TakeOne()));
    }

    public void Dispose() => _namespace.Dispose();

    private static int EtherType(SentFrame frame) => (frame.Bytes[12] << 8) | frame.Bytes[13];

    private static SentFrame ArpRequest() => new(Convert.FromHexString(
        "FFFFFFFFFFFF" + "020000000001" + "0806" + "0001" + "0800" + "06" + "04" + "0001" +
        "020000000001" + "C0000202" + "000000000000" + "C0000201" + new string('0', 36)), default);
}
