namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>A vNIC was moved because of its load, or left uplinks a moment ago.</summary>
/// <param name="Assigned">Id of an uplink port.</param>
/// <param name="Lately">Ids of uplink ports.</param>
public sealed record VnicNews(int Port, string? Assigned, IReadOnlyList<string> Lately) : Step;
