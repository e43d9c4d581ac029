namespace Musubi.Model.Config;

/// <summary>One filled uplink slot.</summary>
/// <param name="Uplink">A name from the switch's <see cref="SwitchConfig.Uplinks"/>.</param>
/// <param name="Nic">How the host recognises the NIC again after a rename: "pci:…", "mac:…" or "name:…".</param>
/// <param name="NicName">The name it had when it was assigned, for people.</param>
/// <param name="CapacityBitsPerSecond">Taken for its capacity instead of the speed of its link; null: the link's.</param>
/// <param name="TakesFrom">The standard switch of the host (its id) that gives the NIC up for this; null: it was free.</param>
public sealed record UplinkAssignment(string Uplink, string Nic, string NicName, long? CapacityBitsPerSecond = null, Guid? TakesFrom = null);
