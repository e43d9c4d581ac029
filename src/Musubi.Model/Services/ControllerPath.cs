namespace Musubi.Model.Services;

/// <summary>By what a host's connection to its controller runs, as the host sees it.</summary>
public sealed record ControllerPath
{
    public required string Interface { get; init; }

    /// <summary>The host's own address of the connection.</summary>
    public required string Address { get; init; }

    /// <summary>Name of the host adapter that the interface is; empty when it is none of a switch.</summary>
    public string Adapter { get; init; } = "";

    /// <summary>Ids of the NICs by which it goes out.</summary>
    public ValueList<string> Nics { get; init; } = [];
}
