namespace Musubi.Model.Share;

/// <summary>What a host is to the migration of a port's guest.</summary>
public enum MigrationRole
{
    /// <summary>The guest stays.</summary>
    None,

    /// <summary>The guest runs here until it has gone: from then on its MAC is elsewhere.</summary>
    Source,

    /// <summary>The guest is awaited: until it runs here the port is mute.</summary>
    Destination,
}
