namespace Musubi.Model.Commands;

/// <summary>The guest runs on the host that its vNIC was on its way to: the vNIC is connected there, and no longer where it was.</summary>
/// <param name="Vm">Name of the VM.</param>
/// <param name="Vnic">The vNIC's name within it.</param>
/// <param name="Revision">The revision of the port that the vNIC holds; null: any.</param>
public sealed record CompleteMigration(string Vm, string Vnic, long? Revision) : InventoryCommand;
