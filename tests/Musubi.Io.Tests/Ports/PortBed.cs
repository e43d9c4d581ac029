using Musubi.Io.Native;
using Musubi.Io.Netlink;
using Musubi.Io.Packet;
using Musubi.Io.Ports;
using Musubi.Io.Tap;
using Musubi.Io.Tests.Support;
using Musubi.Io.Tests.Vhost;
using Musubi.Io.Virtio.Driver;
using Musubi.Io.Xdp;

namespace Musubi.Io.Tests.Ports;

/// <summary>A port of one kind, and the other side of its wire.</summary>
public sealed class PortBed : IDisposable
{
    private readonly TestNamespace? _namespace;
    private readonly VhostBed? _guest;
    private readonly int _interface;
    private readonly int[] _carriers = [];

    private PortBed(VhostBed guest)
    {
        _guest = guest;
        (Near, Far) = (new PortDriver(guest.Port), new PortDriver(guest.Driver));
    }

    private PortBed(Func<TestNamespace, (FramePort Near, FramePort Far, int Interface, int[] Carriers)> make)
    {
        _namespace = new TestNamespace();
        try
        {
            (FramePort near, FramePort far, _interface, _carriers) = _namespace.Namespace.Run(() => make(_namespace));
            (Near, Far) = (new PortDriver(near), new PortDriver(far));
        }
        catch
        {
            _namespace.Dispose();
            throw;
        }
    }

    public PortDriver Near { get; }

    public PortDriver Far { get; }

    /// <summary>The switch holds the tun descriptor; the other side is the interface.</summary>
    public static PortBed TapDeviceSide() => new(bed =>
    {
        (TunDevice device, int index) = MakeTap(bed);
        return (new TapPort(device), new PacketPort(PacketSocket.Open(index)), index, []);
    });

    /// <summary>As <see cref="TapDeviceSide"/>, transmitted to by threads that have submission rings.</summary>
    public static PortBed TapWithSubmissionRing() => new(bed =>
    {
        (TunDevice device, int index) = MakeTap(bed);
        return (new SubmittingPort(new TapPort(device)), new PacketPort(PacketSocket.Open(index)), index, []);
    });

    /// <summary>QEMU holds the tun descriptor; the switch is on its interface.</summary>
    public static PortBed TapNetdevSide() => new(bed =>
    {
        (TunDevice device, int index) = MakeTap(bed);
        return (new PacketPort(PacketSocket.Open(index)), new TapPort(device), index, []);
    });

    public static PortBed Veth() => new(bed =>
    {
        (int first, int second) = bed.CreateVeth("near", "far");
        return (new PacketPort(PacketSocket.Open(first)), new PacketPort(PacketSocket.Open(second)), first, [first, second]);
    });

    /// <summary>As on kernels before 6.5, whose packet sockets speak the offload header of ten bytes only.</summary>
    public static PortBed VethWithShortHeader() => new(bed =>
    {
        (int first, int second) = bed.CreateVeth("near", "far");
        FileDescriptor socket = PacketSocket.Open(first);
        Assert.True(PacketSocket.TrySet(socket, PacketSocket.LevelPacket, PacketSocket.OptionVnetHeaderSize, 10));
        return (new PacketPort(socket), new PacketPort(PacketSocket.Open(second)), first, [first, second]);
    });

    /// <summary>AF_XDP; the other side sends as a real NIC would: tags in the bytes, checksums filled in.</summary>
    public static PortBed Xdp(int mtu = 1_500) => new(bed =>
    {
        (int first, int second) = bed.CreateVeth("near", "far");
        bed.Routes.Links.SetMtu(first, mtu);
        bed.Routes.Links.SetMtu(second, mtu);
        Ethtool.SetOffloads("far", NicOffloads.None);
        XdpUplink uplink = XdpUplink.Open(bed.Routes, first, "near", XdpShape.Default);
        Assert.Null(uplink.WhyNotInDriver);
        return (new XdpPort(uplink.Descriptors, XdpShape.Default), new PacketPort(PacketSocket.Open(second)), first, [first, second]);
    });

    /// <summary>Memory shared with a guest; the other side is its driver.</summary>
    public static PortBed Vhost(DriverShape shape) => new(new VhostBed(shape));

    private TestNamespace Namespace => _namespace ?? throw new InvalidOperationException("a port in memory has no interface");

    /// <summary>Sets the near interface up or down, and when up waits until both ends of a wire carry; a TAP has no carrier to wait for.</summary>
    public void SetUp(bool up)
    {
        Namespace.Routes.Links.SetUp(_interface, up);
        if (up)
        {
            Array.ForEach(_carriers, Namespace.AwaitCarrier);
        }
    }

    public void DeleteInterface() => Namespace.Routes.Links.Delete(_interface);

    public void Dispose()
    {
        Near.Dispose();
        Far.Dispose();
        _guest?.Dispose();
        _namespace?.Dispose();
    }

    private static (TunDevice Device, int Index) MakeTap(TestNamespace bed)
    {
        TunDevice device = TunDevice.Open("tap0");
        int index = bed.Index("tap0");
        bed.Routes.Links.SetUp(index, true);
        return (device, index);
    }
}
