namespace Musubi.Model.Share;

/// <summary>An uplink slot on one host.</summary>
/// <param name="Name">The switch's name for it.</param>
/// <param name="Nic">"pci:…", "mac:…" or "name:…"; null when this host leaves the slot open.</param>
/// <param name="CapacityBitsPerSecond">Taken for its capacity instead of the speed of its link; null: the link's.</param>
/// <param name="TakesFrom">The standard switch that gives the NIC up for this; null: it must be free.</param>
public sealed record ShareUplink(string Name, string? Nic, long? CapacityBitsPerSecond = null, Guid? TakesFrom = null);
