using System.Collections.Immutable;

namespace Musubi.Model.Resources;

/// <summary>How a switch's uplinks are shared.</summary>
public sealed record IoControlResource
{
    public bool Enabled { get; init; }

    /// <summary>By the word of each traffic type; all of them.</summary>
    public ImmutableSortedDictionary<string, IoSettingsResource> TrafficTypes { get; init; } =
        ImmutableSortedDictionary.Create<string, IoSettingsResource>(StringComparer.Ordinal);
}
