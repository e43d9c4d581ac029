namespace Musubi.Model.Commands;

/// <summary>What a filled uplink carries, where the speed of its link does not say so.</summary>
/// <param name="Uplink">An uplink that the same host fills.</param>
/// <param name="BitsPerSecond">Each way.</param>
public sealed record CapacitySpec(string Uplink, long BitsPerSecond);
