using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Multicast;

/// <summary>A vNIC whose groups are followed, in all of its VLANs.</summary>
internal sealed class SnoopedPort(PortSlot slot)
{
    public PortSlot Slot => slot;

    /// <summary>Its part of each zone that it is in.</summary>
    public List<ZonePort> Zones { get; } = [];

    /// <summary>Memberships, in all zones.</summary>
    public int Groups { get; set; }

    /// <summary>It has asked for more groups than are kept, and hears all of them until then. Milliseconds.</summary>
    public long HearsAllUntil { get; set; }

    /// <summary>The uplink by which its reports left last.</summary>
    public string? Uplink { get; set; }

    /// <summary>One host alone is behind the port: it sends with its own MAC only.</summary>
    public bool IsAlone => slot.Planned.Vnic.Security is not { ForgedTransmits: true };
}
