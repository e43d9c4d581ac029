namespace Musubi.Host.Plan;

/// <summary>An uplink slot that a NIC of this host fills now.</summary>
/// <param name="PortId">See <see cref="UplinkPortId"/>.</param>
/// <param name="InterfaceIndex">Its index; also the port's incarnation, so that a NIC that came back is a new descriptor.</param>
/// <param name="Xdp">Null when it is open by AF_PACKET.</param>
/// <param name="CapacityBitsPerSecond">As configured, else the last known speed of its link; 0 when unknown.</param>
public sealed record UplinkBinding(
    Guid SwitchId, string Uplink, Guid PortId, int InterfaceIndex, string InterfaceName, XdpBinding? Xdp = null, long CapacityBitsPerSecond = 0);
