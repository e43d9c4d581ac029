namespace Musubi.Model.Commands;

/// <summary>Deletes a port group with its free ports. Refused while ports are connected, naming them.</summary>
public sealed record DeletePortGroup(string PortGroup, long? Revision) : InventoryCommand;
