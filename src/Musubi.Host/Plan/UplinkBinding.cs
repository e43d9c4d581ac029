namespace Musubi.Host.Plan;

/// <summary>An uplink slot that a NIC of this host fills now.</summary>
/// <param name="PortId">See <see cref="UplinkPortId"/>.</param>
/// <param name="InterfaceIndex">Its index; also the port's incarnation, so that a NIC that came back is a new descriptor.</param>
/// <param name="Xdp">Null when it is open by AF_PACKET.</param>
public sealed record UplinkBinding(Guid SwitchId, string Uplink, Guid PortId, int InterfaceIndex, string InterfaceName, XdpBinding? Xdp = null);
