namespace Musubi.Pages.Topology;

/// <summary>A cable, or those of all NICs of a head that is closed.</summary>
/// <param name="Key">Of the line of the picture from which it goes.</param>
/// <param name="IsHead">That is a head.</param>
/// <param name="Y">There.</param>
/// <param name="Port">The neighbour's port; empty for several.</param>
/// <param name="LinkUp">Of all.</param>
/// <param name="Lit">On the path that is shown.</param>
public sealed record TopologyLink(string Key, bool IsHead, double Y, string Port, bool LinkUp, bool Lit);
