using Musubi.Model.Config;

namespace Musubi.Model.Commands;

/// <summary>
/// Readies the port of a vNIC on another host, for a live migration. It stays mute there until the guest runs there; until
/// <see cref="CompleteMigration"/> the vNIC is still connected where it was. Repeated with the same data it changes nothing.
/// </summary>
/// <param name="Vm">Name of the VM.</param>
/// <param name="Vnic">The vNIC's name within it.</param>
/// <param name="Host">Name or id of the host to go to.</param>
/// <param name="Attachment">Where the vNIC's other end will be; null: as it is now.</param>
/// <param name="Revision">The revision of the port that the vNIC holds; null: any.</param>
public sealed record MigrateVnic(string Vm, string Vnic, string? Host, AttachmentConfig? Attachment, long? Revision) : InventoryCommand;
