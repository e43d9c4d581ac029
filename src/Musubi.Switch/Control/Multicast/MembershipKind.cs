namespace Musubi.Switch.Control.Multicast;

/// <summary>What a message of IGMP, MLD or a multicast router says.</summary>
internal enum MembershipKind
{
    /// <summary>Nothing that matters here.</summary>
    None = 0,

    /// <summary>Broken: a wrong length, checksum or address. Nothing of it may be used (RFC 4541, 2.1.1).</summary>
    Malformed,

    Query,

    /// <summary>One group is listened to, whoever sends to it (IGMPv1, IGMPv2, MLDv1).</summary>
    Report,

    /// <summary>One group is not listened to any more (IGMPv2, MLDv1).</summary>
    Leave,

    /// <summary>Records, group by group (IGMPv3, MLDv2).</summary>
    Records,

    /// <summary>A multicast router is there (PIM hello, multicast router discovery).</summary>
    Router,
}
