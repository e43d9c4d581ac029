namespace Musubi.Host.Agent;

/// <summary>An uplink that has a NIC on this host.</summary>
/// <param name="SwitchId">Its switch, distributed or standard.</param>
/// <param name="Uplink">The switch's name for it.</param>
/// <param name="PortId">Of its port in the plan.</param>
public sealed record UplinkPort(Guid SwitchId, string Uplink, Guid PortId);
