namespace Musubi.Model.Services;

/// <summary>A port listens to a group.</summary>
/// <param name="Group">IP address.</param>
/// <param name="PortId">The port.</param>
/// <param name="Since">Since when.</param>
/// <param name="Excludes">It hears every source but those listed; otherwise those only.</param>
/// <param name="Sources">IP addresses.</param>
public sealed record SnoopedGroup(string Group, Guid PortId, DateTimeOffset Since, bool Excludes, ValueList<string> Sources);
