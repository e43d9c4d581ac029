namespace Musubi.Model.Commands;

/// <summary>Which NIC fills an uplink.</summary>
/// <param name="Uplink">An uplink name of the switch.</param>
/// <param name="Nic">The NIC's id ("pci:…", "mac:…", "name:…") or its present name.</param>
public sealed record UplinkSpec(string Uplink, string Nic);
