using Musubi.Host.Plan;
using Musubi.Model;

namespace Musubi.Host.Agent.Messages;

/// <summary>A hypervisor told what a guest's NIC lets through; null when nobody tells any more.</summary>
public sealed record GuestFilterSeen(Guid PortId, GuestFilter? Filter) : AgentInput
{
    public GuestFilterSeen(Guid portId, MacAddress mac)
        : this(portId, new GuestFilter(mac))
    {
    }
}
