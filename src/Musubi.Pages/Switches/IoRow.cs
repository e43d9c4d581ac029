using System.Collections.Immutable;
using Musubi.Model.Resources;

namespace Musubi.Pages.Switches;

/// <summary>A class of traffic on an uplink of a host.</summary>
/// <param name="Key">Stays the same while the numbers change.</param>
/// <param name="BitsPerSecond">Sent now.</param>
/// <param name="Recent">The last of these, oldest first.</param>
public sealed record IoRow(string Key, IoHostResource Host, IoUplinkResource Uplink, IoClassResource Class, double BitsPerSecond, ImmutableArray<float> Recent);
