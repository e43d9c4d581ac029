using Musubi.Model.Policy;

namespace Musubi.Model.Services;

/// <summary>A port group of a standard switch as its host reports it.</summary>
public sealed record StandardPortGroup
{
    /// <summary>Reported at most, of all standard switches of a host.</summary>
    public const int MostOnHost = 512;

    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public VlanConfig Vlan { get; init; } = VlanConfig.None;

    /// <summary>Uplink names.</summary>
    public ValueList<string> Active { get; init; } = [];

    public ValueList<string> Standby { get; init; } = [];

    /// <summary>Those that are connected, by number.</summary>
    public ValueList<StandardPort> Ports { get; init; } = [];

    /// <summary>And how many more, beyond <see cref="StandardPort.MostOnHost"/>.</summary>
    public int MorePorts { get; init; }
}
