namespace Musubi.Io.Netlink;

/// <summary>What the kernel tells of one interface.</summary>
public sealed record LinkInfo
{
    public required int Index { get; init; }

    public required string Name { get; init; }

    public LinkFlags Flags { get; init; }

    /// <summary>The present MAC; null for what has none of 6 bytes.</summary>
    public HardwareAddress? Address { get; init; }

    /// <summary>The MAC that the device was made with, where the driver knows one.</summary>
    public HardwareAddress? PermanentAddress { get; init; }

    public int Mtu { get; init; }

    public OperationalState State { get; init; }

    public bool Carrier { get; init; }

    /// <summary>How many ask for promiscuous mode: sockets, bridges, and the flag itself.</summary>
    public int Promiscuity { get; init; }

    /// <summary>The bridge or bond that it belongs to; 0 for none.</summary>
    public int MasterIndex { get; init; }

    /// <summary>A veth's peer, by its index in its own namespace; 0 for none.</summary>
    public int PeerIndex { get; init; }

    /// <summary>"veth", "bridge", "tun"…; empty for a NIC.</summary>
    public string Kind { get; init; } = "";

    /// <summary>"pci", "virtio", "usb"…; empty when it hangs on no bus.</summary>
    public string BusName { get; init; } = "";

    /// <summary>Its address on that bus, such as "0000:03:00.0"; empty when it hangs on none.</summary>
    public string BusAddress { get; init; } = "";

    public bool IsUp => (Flags & LinkFlags.Up) != 0;

    public bool IsLoopback => (Flags & LinkFlags.Loopback) != 0;

    public bool IsPromiscuous => (Flags & LinkFlags.Promiscuous) != 0;

    /// <summary>Frames can pass: it is up and has a carrier.</summary>
    public bool Carries => IsUp && Carrier && State is (OperationalState.Up or OperationalState.Unknown);
}
