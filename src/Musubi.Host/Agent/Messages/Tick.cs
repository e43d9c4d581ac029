namespace Musubi.Host.Agent.Messages;

/// <summary>A second has passed, or the kernel said that something changed.</summary>
/// <param name="Deep">Look into namespaces too.</param>
public sealed record Tick(bool Deep) : AgentInput;
