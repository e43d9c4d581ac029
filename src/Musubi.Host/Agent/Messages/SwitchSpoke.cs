using Musubi.Contracts.Plan;
using Musubi.Io.Native;

namespace Musubi.Host.Agent.Messages;

/// <summary>A message of the data plane, with the descriptors that came beside it.</summary>
public sealed record SwitchSpoke(SwitchMessage Message, IReadOnlyList<FileDescriptor> Descriptors) : AgentInput;
