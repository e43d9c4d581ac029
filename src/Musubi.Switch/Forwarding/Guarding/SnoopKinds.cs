namespace Musubi.Switch.Forwarding.Guarding;

/// <summary>Frames by which the addresses of guests become known, as bits.</summary>
[Flags]
public enum SnoopKinds : byte
{
    None = 0,

    /// <summary>DHCP, from a client.</summary>
    Requests = 1,

    /// <summary>DHCP, for a client.</summary>
    Replies = 2,

    /// <summary>A neighbour solicitation without a source address: somebody is about to use an address (RFC 4862, 5.4).</summary>
    Claims = 4,

    /// <summary>A neighbour advertisement: somebody uses an address.</summary>
    Answers = 8,

    /// <summary>Other frames of ARP and neighbour discovery, which show what address their sender uses.</summary>
    Traffic = 16,
}
