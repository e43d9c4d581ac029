namespace Musubi.Host.Agent.Messages;

/// <summary>The connection to the data plane ended.</summary>
public sealed record SwitchLost(string Reason) : AgentInput;
