namespace Musubi.Io.Netlink;

/// <summary>What a NIC's driver tells of it.</summary>
/// <param name="Driver">Its name, such as "igb" or "veth"; empty when it tells none.</param>
/// <param name="BusInfo">Where the device sits, such as "0000:03:00.0"; empty when nowhere.</param>
/// <param name="SpeedMbps">10^6 bit/s; null when it is unknown, as without a link.</param>
/// <param name="PermanentAddress">The MAC that the hardware was made with; null when there is none.</param>
public sealed record NicDetails(string Driver, string BusInfo, long? SpeedMbps, HardwareAddress? PermanentAddress);
