namespace Musubi.Host.Agent.Messages;

/// <summary>The stream to the controller came up or went down.</summary>
public sealed record FabricLinkChanged(bool Connected, string Reason) : AgentInput;
