namespace Musubi.Host.Kernel;

/// <summary>The settings of a NIC that taking it changes.</summary>
/// <param name="ArpIgnore">net.ipv4.conf.NIC.arp_ignore.</param>
/// <param name="Mtu">Bytes.</param>
/// <param name="Offloads">Those that stand in the way of AF_XDP, as they were; null where an earlier version wrote this.</param>
public sealed record NicSettings(bool Up, bool Promiscuous, bool Ipv6Disabled, int ArpIgnore, int Mtu, uint? Offloads = null);
