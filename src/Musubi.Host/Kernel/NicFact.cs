using Musubi.Model;

namespace Musubi.Host.Kernel;

/// <summary>A NIC as the kernel shows it now.</summary>
public sealed record NicFact
{
    /// <summary>What survives a rename: "pci:…", else "mac:…" where unique on the host, else "name:…".</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required int Index { get; init; }

    public MacAddress Mac { get; init; }

    public int Mtu { get; init; }

    public bool Carrier { get; init; }

    public string Driver { get; init; } = "";

    public string BusAddress { get; init; } = "";

    /// <summary>0 when unknown.</summary>
    public int SpeedMbps { get; init; }

    /// <summary>Of global scope, CIDR notation.</summary>
    public ValueList<string> Addresses { get; init; } = [];
}
