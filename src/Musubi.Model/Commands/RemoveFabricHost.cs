namespace Musubi.Model.Commands;

/// <summary>Takes a host out of the fabric. Refused while it is a member of a switch.</summary>
public sealed record RemoveFabricHost(string Host, long? Revision) : InventoryCommand;
