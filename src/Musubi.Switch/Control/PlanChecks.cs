using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control;

/// <summary>Judges a plan against itself (<see cref="PlanValidator"/>) and against what runs. Every error is told.</summary>
public static class PlanChecks
{
    /// <param name="plan">As it came.</param>
    /// <param name="generation">The generation in force.</param>
    /// <param name="slots">The ports that run.</param>
    /// <param name="freeNumbers">Slots left in the counters file.</param>
    public static IReadOnlyList<PlanError> Check(SwitchPlan plan, ulong generation, PortSlots slots, int freeNumbers)
    {
        List<PlanError> errors = [];
        if (plan.Generation <= generation)
        {
            errors.Add(Error("generation", plan.Generation, $"must be above the generation in force, {generation}"));
        }

        errors.AddRange(PlanValidator.Validate(plan));
        int added = 0;
        // A plan that is too long was told so already; the answer stays bounded.
        for (int i = 0; i < Math.Min(plan.Ports.Count, PlanValidator.MaxPorts); i++)
        {
            PlannedPort port = plan.Ports[i];
            if (!Guid.TryParseExact(port.Id, "D", out Guid id))
            {
                continue;
            }

            if (id.ToString("D") != port.Id)
            {
                errors.Add(Error($"ports[{i}].id", port.Id, "must be a UUID in lower case"));
            }

            PortSlot? slot = slots.Find(new PortKey(id, port.Incarnation));
            added += slot is null ? 1 : 0;
            if (slot is not null && slot.IsUplink != (port.RoleCase == PlannedPort.RoleOneofCase.Uplink))
            {
                errors.Add(Error($"ports[{i}].role", port.RoleCase, "must not change within an incarnation"));
            }
        }

        if (added > freeNumbers)
        {
            errors.Add(Error("ports", added, $"only {freeNumbers} new ports can be counted until ports that left are released"));
        }

        return errors;
    }

    private static PlanError Error(string field, object value, string rule) => new() { Field = field, Value = value.ToString() ?? "", Rule = rule };
}
