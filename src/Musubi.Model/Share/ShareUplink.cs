namespace Musubi.Model.Share;

/// <summary>An uplink slot on one host.</summary>
/// <param name="Name">The switch's name for it.</param>
/// <param name="Nic">"pci:…", "mac:…" or "name:…"; null when this host leaves the slot open.</param>
public sealed record ShareUplink(string Name, string? Nic);
