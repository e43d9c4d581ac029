namespace Musubi.Model.Config;

/// <summary>A physical NIC that a host reported.</summary>
/// <param name="Id">"pci:…", "mac:…" or "name:…".</param>
/// <param name="Name">Its present name.</param>
/// <param name="Mtu">Bytes.</param>
public sealed record HostNic(string Id, string Name, int Mtu);
