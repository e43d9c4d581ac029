using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Compile;

namespace Musubi.Switch.Forwarding.Filtering;

/// <summary>The part of compiling a plan that is about rules.</summary>
internal static class RulePlan
{
    /// <summary>Flags the ports that have rules, and returns the rules by plan index; none when no port has any.</summary>
    public static PortRules?[] Apply(PortRecord[] ports, IReadOnlyList<PortInput> inputs)
    {
        PortRules?[] rules = [];
        for (int i = 0; i < ports.Length; i++)
        {
            if (inputs[i].Rules is { } own)
            {
                rules = rules.Length > 0 ? rules : new PortRules?[ports.Length];
                rules[i] = own;
                ports[i].Flags |= own.Compiled.Ingress is null ? PortFlags.None : PortFlags.FiltersIngress | PortFlags.Inspects;
                ports[i].Flags |= own.Compiled.Egress is null ? PortFlags.None : PortFlags.FiltersEgress;
            }
        }

        return rules;
    }

    public static byte[] TrafficTypes(SwitchPlan plan) =>
        [.. plan.Ports.Select(port => (byte)(port.Vnic is not { } vnic ? TrafficType.Unspecified : vnic.TrafficType == TrafficType.Unspecified ? TrafficType.VirtualMachine : vnic.TrafficType))];
}
