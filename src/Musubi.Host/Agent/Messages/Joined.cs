using Musubi.Host.State;

namespace Musubi.Host.Agent.Messages;

/// <summary>The host got its certificate; to be stored.</summary>
/// <param name="Stored">Faulted when the disk refused.</param>
public sealed record Joined(FabricMembership Membership, string HostName, TaskCompletionSource Stored) : AgentInput;
