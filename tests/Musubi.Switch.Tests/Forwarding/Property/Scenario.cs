using Musubi.Contracts.Plan;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>A plan, how its ways out misbehave, and what happens.</summary>
public sealed record Scenario(SwitchPlan Plan, IReadOnlyList<Refusal> Refusals, IReadOnlyList<Step> Steps)
{
    public override string ToString() =>
        string.Join('\n', [.. Plan.RuleSets.Select(set => set.ToString()), .. Plan.Ports.Select((port, i) => $"port {i}: {port}"), .. Steps.Select((step, i) => $"step {i}: {step}")]);
}
