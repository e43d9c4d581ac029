namespace Musubi.Model.Commands;

/// <summary>Changes a port's own policy, in the categories that its port group permits.</summary>
public sealed record UpdatePort(Guid Port, long? Revision, PolicySpec Policy) : InventoryCommand;
