using System.Collections.Immutable;

namespace Musubi.Pages.Topology;

/// <summary>A physical switch beyond the uplinks, as NICs hear it.</summary>
/// <param name="Name">What it calls itself.</param>
/// <param name="Y">Of its middle.</param>
/// <param name="Lit">On the path that is shown.</param>
/// <param name="Links">The lines that lead there from lines of the picture.</param>
public sealed record TopologyNeighbour(string Name, double Y, bool Lit, ImmutableArray<TopologyLink> Links);
