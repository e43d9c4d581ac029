namespace Musubi.Model.Resources;

/// <summary>By what a host's connection to its controller runs.</summary>
public sealed record ControllerPathResource
{
    public string Interface { get; init; } = "";

    /// <summary>The host's own address of the connection.</summary>
    public string Address { get; init; } = "";

    /// <summary>The host adapter that the interface is; absent when it is none.</summary>
    public string? Adapter { get; init; }

    /// <summary>Names of the NICs by which it goes out.</summary>
    public ValueList<string> Nics { get; init; } = [];
}
