namespace Musubi.Model.Resources;

/// <summary>Who asks for listeners.</summary>
public sealed record QuerierResource
{
    /// <summary>The switch itself.</summary>
    public bool Own { get; init; }

    /// <summary>Another's IP address; absent where the switch asks.</summary>
    public string? Address { get; init; }

    /// <summary>The uplink by which it was heard.</summary>
    public string? Uplink { get; init; }

    /// <summary>The number of the port by which it was heard.</summary>
    public int? Port { get; init; }
}
