using System.Collections.Immutable;

namespace Musubi.Pages.Topology;

/// <summary>What somebody wants to see of a picture.</summary>
public sealed record TopologyChoices
{
    /// <summary>Keys of heads that are shown otherwise than they would be by themselves.</summary>
    public ImmutableHashSet<string> Toggled { get; init; } = [];

    /// <summary>Only vNICs and NICs with these letters in their names, and what they belong to.</summary>
    public string Search { get; init; } = "";

    /// <summary>Both sides host by host, else by port group and uplink.</summary>
    public bool ByHost { get; init; }

    /// <summary>The port whose path is lit.</summary>
    public Guid? Selected { get; init; }

    public TopologyChoices Toggle(string key) => this with { Toggled = Toggled.SymmetricExcept([key]) };
}
