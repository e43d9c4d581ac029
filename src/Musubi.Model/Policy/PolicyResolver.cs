using Musubi.Model.Config;

namespace Musubi.Model.Policy;

/// <summary>Turns the levels switch → port group → port into the one policy that applies. Pure; any thread.</summary>
public static class PolicyResolver
{
    /// <summary>
    /// The policy of a port; of the port group's ports in general when <paramref name="port"/> is null; of the switch when both are null.
    /// An uplink order that no level gives, or that names no uplink at all, means all uplinks active that are in no LAG, or all LAGs where there are none.
    /// </summary>
    public static PortPolicy Resolve(SwitchConfig owner, PortPolicyConfig? portGroup = null, PortPolicyConfig? port = null) =>
        new PolicyLevels(owner, portGroup, port).Resolve();

    /// <summary>Which level each part of that policy comes from.</summary>
    public static PolicyOrigins Trace(SwitchConfig owner, PortPolicyConfig? portGroup = null, PortPolicyConfig? port = null) =>
        new PolicyLevels(owner, portGroup, port).Trace();
}
