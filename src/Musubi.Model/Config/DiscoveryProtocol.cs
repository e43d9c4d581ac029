namespace Musubi.Model.Config;

/// <summary>By which protocol a switch and its physical neighbours tell each other who they are.</summary>
public enum DiscoveryProtocol
{
    /// <summary>Cisco Discovery Protocol.</summary>
    Cdp,

    /// <summary>Link Layer Discovery Protocol, IEEE 802.1AB; distributed switches only.</summary>
    Lldp,
}
