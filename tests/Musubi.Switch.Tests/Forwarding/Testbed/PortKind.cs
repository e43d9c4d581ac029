using System.Collections.Concurrent;
using Musubi.Io.Namespaces;
using Musubi.Io.Netlink;
using Musubi.Io.Packet;
using Musubi.Io.Ports;
using Musubi.Io.Tap;
using Musubi.Io.Vhost;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;
using Musubi.Io.Xdp;

namespace Musubi.Switch.Tests.Forwarding.Testbed;

/// <summary>
/// What the ports of a test are: here is each kind that there is, and how a port of it is made. The suites of behaviour run over
/// all of them.
/// </summary>
public sealed class PortKind
{
    /// <summary>No kernel, no guest: what the switch sends is a list.</summary>
    public static readonly PortKind Memory = new(null);

    /// <summary>The switch holds the tun descriptor; the far end is the interface.</summary>
    public static readonly PortKind Tap = new(() => InNamespace(space =>
    {
        TunDevice device = TunDevice.Open("tap0");
        return (new TapPort(device), new PacketPort(PacketSocket.Open(space.SetUp("tap0"))));
    }));

    /// <summary>A packet socket on an interface, as on a NIC and on the TAPs of QEMU.</summary>
    public static readonly PortKind Packet = new(() => InNamespace(space =>
    {
        (int near, int far) = space.CreateVeth();
        return (new PacketPort(PacketSocket.Open(near)), new PacketPort(PacketSocket.Open(far)));
    }));

    /// <summary>The far end sends as hardware does: tags in the bytes, checksums filled in.</summary>
    public static readonly PortKind Xdp = new(() => InNamespace(space =>
    {
        (int near, int far) = space.CreateVeth();
        Ethtool.SetOffloads(WireNamespace.Far, NicOffloads.None);
        XdpUplink uplink = XdpUplink.Open(space.Routes, near, WireNamespace.Near, XdpShape.Default);
        return (new XdpPort(uplink.Descriptors, XdpShape.Default), new PacketPort(PacketSocket.Open(far)));
    }));

    /// <summary>Rings in memory that is shared with a guest's driver; both sides poll.</summary>
    public static readonly PortKind VhostUser = new(() => MakeVhost(new DriverShape()));

    private readonly Func<Wire>? _make;
    private readonly ConcurrentBag<Wire> _free = [];

    private PortKind(Func<Wire>? make) => _make = make;

    /// <summary>Real ports, or none for ports in memory. They are given back with <see cref="Return"/>: interfaces take long to make.</summary>
    internal Wire[] Rent(int ports) => _make is null ? [] : [.. Enumerable.Range(0, ports).Select(_ => _free.TryTake(out Wire? wire) ? wire : _make())];

    internal void Return(IEnumerable<Wire> wires)
    {
        foreach (Wire wire in wires)
        {
            _free.Add(wire);
        }
    }

    private static Wire InNamespace(Func<WireNamespace, (FramePort Near, FramePort Far)> make)
    {
        WireNamespace space = new();
        (FramePort near, FramePort far) = space.Namespace.Run(() => make(space));
        return new Wire(near, far, space);
    }

    private static Wire MakeVhost(DriverShape shape)
    {
        DriverMemory memory = new(shape.MemoryBytes);
        DriverPort driver = new(memory, shape);
        GuestRegion region = GuestRegion.Map(memory.Descriptor, DriverMemory.GuestBase, (ulong)memory.Bytes, DriverMemory.UserBase, 0, allowUnsealed: false);
        VhostPort port = new([]);
        port.Use(new VhostModel { Features = shape.Features, FromGuest = [Open(driver.ToDevice)], ToGuest = [Open(driver.FromDevice)] });
        return new Wire(port, driver, region, memory);

        VirtQueue Open(DriverQueue queue) => VirtQueue.Open(new QueueSetup
        {
            Size = queue.Size,
            Features = shape.Features,
            Memory = new GuestMemory([region]),
            Descriptors = DriverMemory.UserBase + (ulong)queue.DescriptorsOffset,
            Available = DriverMemory.UserBase + (ulong)queue.AvailableOffset,
            Used = DriverMemory.UserBase + (ulong)queue.UsedOffset,
        });
    }
}
