namespace Musubi.Model.Commands;

/// <summary>A migration is given up: the vNIC stays connected where it was, and what was readied elsewhere is taken away.</summary>
/// <param name="Vm">Name of the VM.</param>
/// <param name="Vnic">The vNIC's name within it.</param>
/// <param name="Revision">The revision of the port that the vNIC holds; null: any.</param>
public sealed record CancelMigration(string Vm, string Vnic, long? Revision) : InventoryCommand;
