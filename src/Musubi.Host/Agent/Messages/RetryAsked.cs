namespace Musubi.Host.Agent.Messages;

/// <summary>What this host undid is to be tried once more: the controller says so, or somebody on the host.</summary>
/// <param name="Caller">Who asked.</param>
/// <param name="Refused">Null once it is stored; else why it is not.</param>
public sealed record RetryAsked(string Caller, TaskCompletionSource<string?> Refused) : AgentInput;
