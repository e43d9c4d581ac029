namespace Musubi.Model.Commands;

/// <param name="Revision">The revision of the port that the vNIC holds; null: any.</param>
public sealed record DisconnectVnic(string Vm, string Vnic, long? Revision) : InventoryCommand;
