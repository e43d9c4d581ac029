using Musubi.Io.Native;
using Musubi.Io.Netlink;
using Musubi.Io.Packet;
using Musubi.Io.Ports;
using Musubi.Io.Tap;
using Musubi.Io.Tests.Support;

namespace Musubi.Io.Tests.Tap;

public sealed class TunDeviceTests : IDisposable
{
    private readonly TestNamespace _namespace = new();
    private readonly TestNamespace _other = new();

    [Fact]
    public void A_device_goes_with_its_last_descriptor_unless_it_is_persistent()
    {
        using (TunDevice passing = TunDevice.OpenIn(_namespace.Namespace, "passing"))
        using (TunDevice lasting = TunDevice.OpenIn(_namespace.Namespace, "lasting"))
        {
            lasting.SetPersistent(true);
            Assert.NotNull(_namespace.Routes.Links.Find("passing"));
        }

        Assert.Null(_namespace.Routes.Links.Find("passing"));
        Assert.Equal("tun", _namespace.Routes.Links.Find("lasting")!.Kind);
        using TunDevice again = TunDevice.OpenIn(_namespace.Namespace, "lasting");
        again.SetPersistent(false);
        again.Dispose();
        Assert.Null(_namespace.Routes.Links.Find("lasting"));
    }

    [Fact]
    public void A_second_descriptor_of_the_same_device_is_refused()
    {
        using TunDevice first = TunDevice.OpenIn(_namespace.Namespace, "tap0");
        Assert.Equal(Errno.Busy, Assert.Throws<SystemCallException>(() => TunDevice.OpenIn(_namespace.Namespace, "tap0")).Error);
    }

    [Fact]
    public void A_device_keeps_its_descriptor_on_its_way_to_another_namespace_and_another_name()
    {
        using TunDevice device = TunDevice.OpenIn(_namespace.Namespace, "tap0");
        _namespace.Routes.Links.MoveTo(_namespace.Index("tap0"), _other.Namespace, "eth0");
        Assert.Equal("eth0", device.ReadName());
        AssertCarries(device, _other, "eth0");
    }

    [Fact]
    public void A_persistent_device_that_was_moved_is_opened_again_from_inside()
    {
        using (TunDevice device = TunDevice.OpenIn(_namespace.Namespace, "tap0"))
        {
            device.SetPersistent(true);
            _namespace.Routes.Links.MoveTo(_namespace.Index("tap0"), _other.Namespace, "eth0");
        }

        int index = _other.Index("eth0");
        using TunDevice again = TunDevice.OpenIn(_other.Namespace, "eth0");
        Assert.Equal(index, _other.Index("eth0"));
        AssertCarries(again, _other, "eth0");
    }

    [Fact]
    public void A_duplicate_is_adopted_with_header_and_offloads()
    {
        using TunDevice first = TunDevice.OpenIn(_namespace.Namespace, "tap0");
        using TunDevice adopted = TunDevice.Adopt(first.Descriptor.Duplicate());
        Assert.Equal(("tap0", first.SegmentsUdp), (adopted.Name, adopted.SegmentsUdp));
        first.Dispose();
        AssertCarries(adopted, _namespace, "tap0");
    }

    [Fact]
    public void What_is_no_TAP_is_not_adopted()
    {
        using FileDescriptor packet = _namespace.Namespace.Run(() => PacketSocket.Open(1));
        Assert.Throws<SystemCallException>(() => TunDevice.Adopt(packet));
        Assert.False(packet.IsClosed);
    }

    [Fact]
    public void A_descriptor_whose_device_is_gone_is_not_adopted()
    {
        using TunDevice device = TunDevice.OpenIn(_namespace.Namespace, "tap0");
        _namespace.Routes.Links.Delete(_namespace.Index("tap0"));
        using FileDescriptor orphan = device.Descriptor.Duplicate();
        Assert.Equal(Errno.BadDescriptorState, Assert.Throws<SystemCallException>(() => TunDevice.Adopt(orphan)).Error);
    }

    [Fact]
    public void A_free_number_is_put_into_the_name()
    {
        using TunDevice first = TunDevice.OpenIn(_namespace.Namespace, "vm%d");
        using TunDevice second = TunDevice.OpenIn(_namespace.Namespace, "vm%d");
        Assert.Equal(("vm0", "vm1"), (first.Name, second.Name));
    }

    public void Dispose()
    {
        _namespace.Dispose();
        _other.Dispose();
    }

    private static void AssertCarries(TunDevice device, TestNamespace where, string name)
    {
        where.Routes.Links.SetUp(where.Index(name), true);
        using PortDriver port = new(new TapPort(device));
        using PortDriver inside = new(where.Namespace.Run(() => new PacketPort(PacketSocket.Open(where.Index(name)))));
        inside.Send(SentFrame.Small(5));
        Assert.Equal(5, port.TakeOne().Number);
    }
}
