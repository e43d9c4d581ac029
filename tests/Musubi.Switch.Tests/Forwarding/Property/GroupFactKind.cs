namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>What is known of groups.</summary>
public enum GroupFactKind
{
    /// <summary>IPv4 groups are followed here.</summary>
    FollowsIpv4,

    FollowsIpv6,

    /// <summary>What nobody has asked for is flooded.</summary>
    FloodsUnregistered,

    /// <summary>A router is behind the port.</summary>
    Router,

    /// <summary>The port hears every group.</summary>
    HearsAll,

    /// <summary>The port has asked for a group.</summary>
    Member,
}
