namespace Musubi.Model.Commands;

/// <summary>Refused while the switch has port groups or, if distributed, member hosts.</summary>
public sealed record DeleteSwitch(string Switch, long? Revision) : InventoryCommand;
