namespace Musubi.Host.Agent.Messages;

/// <summary>The controller gave back a probe.</summary>
public sealed record ReachAnswered(ulong Number) : AgentInput;
