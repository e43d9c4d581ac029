namespace Musubi.Model.Commands;

/// <summary>Ends a host's membership of a distributed switch. Refused while ports are connected on that host.</summary>
public sealed record RemoveHost(string Switch, string Host, long? Revision) : InventoryCommand;
