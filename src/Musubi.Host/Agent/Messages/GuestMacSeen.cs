using Musubi.Model;

namespace Musubi.Host.Agent.Messages;

/// <summary>A hypervisor told which MAC a guest uses; null when nobody tells any more.</summary>
public sealed record GuestMacSeen(Guid PortId, MacAddress? Mac) : AgentInput;
