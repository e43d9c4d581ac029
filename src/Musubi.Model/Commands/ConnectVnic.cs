namespace Musubi.Model.Commands;

/// <summary>
/// Connects a vNIC to a port of a port group. Repeated with the same data it changes nothing; with another host or port
/// group it moves the vNIC (another host keeps the port); another MAC or attachment in the same place is a conflict.
/// </summary>
/// <param name="Revision">The revision of the port that the vNIC holds; null: any.</param>
public sealed record ConnectVnic(VnicSpec Spec, long? Revision = null) : InventoryCommand;
