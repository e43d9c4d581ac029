namespace Musubi.Model.Commands;

/// <param name="Host">Name or id; null means the local host.</param>
/// <param name="Revision">The revision of the port that the adapter holds; null: any.</param>
public sealed record DisconnectAdapter(string? Host, string Name, long? Revision) : InventoryCommand;
