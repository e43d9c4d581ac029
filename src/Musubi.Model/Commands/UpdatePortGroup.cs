namespace Musubi.Model.Commands;

public sealed record UpdatePortGroup(string PortGroup, long? Revision, PortGroupSpec Spec) : InventoryCommand;
