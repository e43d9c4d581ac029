namespace Musubi.Switch.Control;

/// <summary>What netlink tells of one interface of the host.</summary>
/// <param name="Carries">Frames can pass.</param>
/// <param name="Mtu">Bytes of payload behind the Ethernet header and a tag; 0: not told.</param>
public readonly record struct LinkState(int Interface, bool Carries, int Mtu = 0);
