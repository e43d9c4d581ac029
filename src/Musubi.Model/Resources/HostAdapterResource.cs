namespace Musubi.Model.Resources;

/// <summary>An IP interface of a host on a port group.</summary>
public sealed record HostAdapterResource
{
    public string Kind { get; init; } = "HostAdapter";

    public required string Name { get; init; }

    public string Host { get; init; } = "";

    public string Switch { get; init; } = "";

    public string PortGroup { get; init; } = "";

    public int Port { get; init; }

    public Guid PortId { get; init; }

    /// <summary>The port's revision.</summary>
    public long Revision { get; init; }

    public MacAddress Mac { get; init; }

    public string Interface { get; init; } = "";

    /// <summary>In CIDR notation.</summary>
    public ValueList<string> Addresses { get; init; } = [];

    /// <summary>What it is for, such as "management".</summary>
    public string Traffic { get; init; } = "management";

    public PortRuntimeResource? Runtime { get; init; }
}
