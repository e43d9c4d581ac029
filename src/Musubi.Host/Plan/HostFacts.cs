using Musubi.Host.Kernel;

namespace Musubi.Host.Plan;

/// <summary>What only the agent knows of its host, for neighbours to be told.</summary>
/// <param name="Id">For good.</param>
/// <param name="Nics">As they are now.</param>
public sealed record HostFacts(Guid Id, string Name, IReadOnlyList<NicFact> Nics);
