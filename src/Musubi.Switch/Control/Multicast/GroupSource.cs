namespace Musubi.Switch.Control.Multicast;

/// <summary>A source of a group at one port.</summary>
/// <param name="address">Its IP address.</param>
internal sealed class GroupSource(UInt128 address)
{
    public UInt128 Address => address;

    /// <summary>When it is no longer wanted unless somebody says so again. Without meaning for one that is blocked.</summary>
    public long Until { get; set; }

    /// <summary>The port hears everything but this.</summary>
    public bool Blocked { get; set; }
}
