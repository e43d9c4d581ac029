namespace Musubi.Model.Commands;

public sealed record CreateSwitch(SwitchSpec Spec) : InventoryCommand;
