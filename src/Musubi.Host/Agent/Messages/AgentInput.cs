namespace Musubi.Host.Agent.Messages;

/// <summary>Something that the agent's thread is to deal with, one after the other.</summary>
public abstract record AgentInput;
