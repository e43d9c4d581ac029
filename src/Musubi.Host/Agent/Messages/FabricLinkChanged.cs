namespace Musubi.Host.Agent.Messages;

/// <summary>The stream to the controller came up or went down.</summary>
/// <param name="Ends">Of one that came up: its two addresses, where they are known.</param>
/// <param name="AnswersProbes">Of one that came up: this controller gives probes back.</param>
public sealed record FabricLinkChanged(bool Connected, string Reason, ConnectionEnds? Ends = null, bool AnswersProbes = false) : AgentInput;
