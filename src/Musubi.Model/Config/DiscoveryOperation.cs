namespace Musubi.Model.Config;

/// <summary>What a switch does with its discovery protocol.</summary>
public enum DiscoveryOperation
{
    None,

    /// <summary>It keeps what neighbours tell.</summary>
    Listen,

    /// <summary>It tells neighbours of itself.</summary>
    Advertise,
    Both,
}
