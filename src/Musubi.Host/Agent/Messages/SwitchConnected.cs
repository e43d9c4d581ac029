using Musubi.Contracts.Plan;

namespace Musubi.Host.Agent.Messages;

/// <summary>A data plane answered the greeting.</summary>
public sealed record SwitchConnected(SwitchWelcome Welcome) : AgentInput;
