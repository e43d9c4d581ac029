using Musubi.Switch.Forwarding.Multicast;

namespace Musubi.Switch.Control.Multicast;

/// <summary>A port in one zone.</summary>
/// <param name="port">The port.</param>
/// <param name="zone">The zone.</param>
/// <param name="tag">The VLAN that queries to it are tagged with; 0 for untagged.</param>
internal sealed class ZonePort(SnoopedPort port, GroupZoneState zone, ushort tag)
{
    public SnoopedPort Port => port;

    public GroupZoneState Zone => zone;

    public ushort Tag => tag;

    /// <summary>It has come, and has had no time yet to say what it listens to.</summary>
    public bool HearsAll { get; set; }

    /// <summary>When that is over, milliseconds.</summary>
    public long ListensUntil { get; set; }

    /// <summary>A router is behind it.</summary>
    public bool IsRouter { get; set; }

    /// <summary>When that is over unless one is heard again, milliseconds.</summary>
    public long RouterUntil { get; set; }

    /// <summary>What it listens to, of either IP version.</summary>
    public Dictionary<UInt128, GroupMembership> Groups { get; } = [];

    public GroupMembership[] GroupsOf(bool isIpv6) => [.. Groups.Values.Where(membership => GroupAddresses.IsIpv4(membership.Group) != isIpv6)];

    /// <summary>Questions that wait to be sent.</summary>
    public int Waiting { get; set; }
}
