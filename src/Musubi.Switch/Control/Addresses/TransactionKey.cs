namespace Musubi.Switch.Control.Addresses;

/// <summary>By what a DHCP server's answer finds who asked.</summary>
/// <param name="ClientHigh">Of DHCPv6 the client's address; of DHCP all ones.</param>
/// <param name="ClientLow">Of DHCP the client's MAC.</param>
internal readonly record struct TransactionKey(uint Switch, int Segment, uint Id, ulong ClientHigh, ulong ClientLow);
