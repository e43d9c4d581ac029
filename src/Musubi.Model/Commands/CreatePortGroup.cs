namespace Musubi.Model.Commands;

public sealed record CreatePortGroup(PortGroupSpec Spec) : InventoryCommand;
