namespace Musubi.Model.Commands;

/// <param name="Switch">Name or id.</param>
/// <param name="Revision">The switch's revision that this is based on; null changes it whatever it is.</param>
/// <param name="Spec">What changes.</param>
public sealed record UpdateSwitch(string Switch, long? Revision, SwitchSpec Spec) : InventoryCommand;
