namespace Musubi.Host.Kernel;

/// <summary>The settings of a NIC that taking it changes.</summary>
/// <param name="ArpIgnore">net.ipv4.conf.NIC.arp_ignore.</param>
/// <param name="Mtu">Bytes.</param>
public sealed record NicSettings(bool Up, bool Promiscuous, bool Ipv6Disabled, int ArpIgnore, int Mtu);
