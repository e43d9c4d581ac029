using Musubi.Model.Share;

namespace Musubi.Model.Services;

/// <summary>A standard switch as its host reports it.</summary>
public sealed record StandardSwitch
{
    /// <summary>Reported at most, of each host.</summary>
    public const int MostOnHost = 64;

    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required int Mtu { get; init; }

    /// <summary>In the order of the switch's uplink names.</summary>
    public ValueList<ShareUplink> Uplinks { get; init; } = [];

    public ValueList<StandardPortGroup> PortGroups { get; init; } = [];
}
