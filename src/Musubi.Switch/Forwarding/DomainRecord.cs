namespace Musubi.Switch.Forwarding;

/// <summary>
/// One VLAN of one switch that has local ports. Its ports lie in <see cref="ForwardingPlan.DomainPorts"/>, promiscuous ones
/// first, so that "copies for promiscuous ports" and "everybody" are both one run.
/// </summary>
public struct DomainRecord
{
    public int FirstPort;
    public int PortCount;
    public int PromiscuousCount;
}
