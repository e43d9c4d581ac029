namespace Musubi.Model.Commands;

/// <param name="Host">Name or id.</param>
/// <param name="Revision">The host's revision that this is based on; null: any.</param>
/// <param name="Name">Null keeps it.</param>
/// <param name="Entitled">Null keeps it. Taking it away stops new memberships; what runs goes on.</param>
public sealed record UpdateHost(string Host, long? Revision, string? Name, bool? Entitled) : InventoryCommand;
