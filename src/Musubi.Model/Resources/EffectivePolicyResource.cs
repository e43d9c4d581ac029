using System.Collections.Immutable;

namespace Musubi.Model.Resources;

/// <summary>The policy that applies, with nothing left to inherit, and where each part of it comes from.</summary>
/// <param name="Policy">Every member is present.</param>
/// <param name="Origins">By member path, such as "security.promiscuous": "default", "switch", "portGroup" or "port".</param>
public sealed record EffectivePolicyResource(PolicyResource Policy, ImmutableSortedDictionary<string, string> Origins);
