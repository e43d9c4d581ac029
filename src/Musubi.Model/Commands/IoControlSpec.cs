namespace Musubi.Model.Commands;

/// <summary>What is wanted of a switch's I/O control. What is not given stays.</summary>
public sealed record IoControlSpec
{
    public bool? Enabled { get; init; }

    /// <summary>Types of which something is said; others stay.</summary>
    public ValueList<IoTrafficSpec> Traffic { get; init; } = [];
}
