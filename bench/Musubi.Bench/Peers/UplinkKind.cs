namespace Musubi.Bench.Peers;

/// <summary>How the frames between two ports go.</summary>
internal enum UplinkKind
{
    /// <summary>Within one switch.</summary>
    None,

    /// <summary>Through two switches whose uplinks are the ends of a veth pair, by AF_XDP.</summary>
    AfXdp,

    /// <summary>The same by AF_PACKET.</summary>
    AfPacket,
}
