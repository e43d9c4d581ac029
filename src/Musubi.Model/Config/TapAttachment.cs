namespace Musubi.Model.Config;

/// <summary>A TAP of the host that QEMU opens; the switch attaches to its host side.</summary>
/// <param name="Interface">The TAP's name, 1..15 characters.</param>
/// <param name="QmpSocket">QMP socket that tells of the guest's own MAC changes; null when there is none.</param>
public sealed record TapAttachment(string Interface, string? QmpSocket = null) : AttachmentConfig;
