using Musubi.Model.Config;

namespace Musubi.Model.Resources;

/// <summary>The IP addresses of a port's guest: those it was given, and those it was seen to have.</summary>
public sealed record PortAddressesResource
{
    public Guid PortId { get; init; }

    public int Number { get; init; }

    public string Switch { get; init; } = "";

    /// <summary>"off", "observe", "snooped" or "configured". With "off" and "configured" none are seen.</summary>
    public string SpoofGuard { get; init; } = "";

    /// <summary>By configuration of the vNIC or host adapter.</summary>
    public ValueList<string> Configured { get; init; } = [];

    /// <summary>In the order of their text.</summary>
    public ValueList<SeenAddress> Seen { get; init; } = [];
}
