using Musubi.Model.Config;
using Musubi.Model.Policy.Filtering;

namespace Musubi.Model.Policy;

/// <summary>The levels of one port's policy, nearest first, above the defaults of the switch's kind.</summary>
internal readonly struct PolicyLevels(SwitchConfig owner, PortPolicyConfig? portGroup, PortPolicyConfig? port)
{
    public PortPolicy Resolve() => new()
    {
        Blocked = Find(static p => p.Blocked).Value ?? false,
        Promiscuous = Find(static p => p.Security?.Promiscuous).Value ?? false,
        MacChanges = Find(static p => p.Security?.MacChanges).Value ?? owner.Kind == SwitchKind.Standard,
        ForgedTransmits = Find(static p => p.Security?.ForgedTransmits).Value ?? owner.Kind == SwitchKind.Standard,
        Guards = ResolveGuards(),
        MacLearning = ResolveMacLearning(),
        Vlan = FindObject(static p => p.Vlan).Value ?? VlanConfig.None,
        Teaming = ResolveTeaming(),
        IngressShaping = FindObject(static p => p.Shaping?.Ingress).Value ?? ShapingLimit.Off,
        EgressShaping = FindObject(static p => p.Shaping?.Egress).Value ?? ShapingLimit.Off,
        Filtering = FindObject(static p => p.Filtering).Value ?? FilteringConfig.Off,
    };

    public PolicyOrigins Trace() => new()
    {
        Blocked = Find(static p => p.Blocked).Origin,
        Promiscuous = Find(static p => p.Security?.Promiscuous).Origin,
        MacChanges = Find(static p => p.Security?.MacChanges).Origin,
        ForgedTransmits = Find(static p => p.Security?.ForgedTransmits).Origin,
        BpduFilter = Find(static p => p.Security?.Guards?.BpduFilter).Origin,
        DhcpGuard = Find(static p => p.Security?.Guards?.DhcpGuard).Origin,
        RaGuard = Find(static p => p.Security?.Guards?.RaGuard).Origin,
        SpoofGuard = Find(static p => p.Security?.Guards?.SpoofGuard).Origin,
        MacLearning = Find(static p => p.MacLearning?.Enabled).Origin,
        MacLimit = Find(static p => p.MacLearning?.Limit).Origin,
        MacLimitPolicy = Find(static p => p.MacLearning?.LimitPolicy).Origin,
        MacFlooding = Find(static p => p.MacLearning?.Flooding).Origin,
        MacAgeing = Find(static p => p.MacLearning?.AgeingSeconds).Origin,
        Vlan = FindObject(static p => p.Vlan).Origin,
        TeamingPolicy = Find(static p => p.Teaming?.Policy).Origin,
        UplinkOrder = FindObject(static p => GivesOrder(p.Teaming) ? p.Teaming : null).Origin,
        Failback = Find(static p => p.Teaming?.Failback).Origin,
        NotifySwitches = Find(static p => p.Teaming?.NotifySwitches).Origin,
        FailureDetection = Find(static p => p.Teaming?.FailureDetection).Origin,
        FailbackDelay = Find(static p => p.Teaming?.FailbackDelayMilliseconds).Origin,
        IngressShaping = FindObject(static p => p.Shaping?.Ingress).Origin,
        EgressShaping = FindObject(static p => p.Shaping?.Egress).Origin,
        Filtering = FindObject(static p => p.Filtering).Origin,
    };

    private Guards ResolveGuards() => new()
    {
        BpduFilter = Find(static p => p.Security?.Guards?.BpduFilter).Value ?? false,
        DhcpGuard = Find(static p => p.Security?.Guards?.DhcpGuard).Value ?? false,
        RaGuard = Find(static p => p.Security?.Guards?.RaGuard).Value ?? false,
        SpoofGuard = Find(static p => p.Security?.Guards?.SpoofGuard).Value ?? SpoofGuard.Off,
    };

    private MacLearning ResolveMacLearning() => new()
    {
        Enabled = Find(static p => p.MacLearning?.Enabled).Value ?? MacLearning.Default.Enabled,
        Limit = Find(static p => p.MacLearning?.Limit).Value ?? MacLearning.Default.Limit,
        LimitPolicy = Find(static p => p.MacLearning?.LimitPolicy).Value ?? MacLearning.Default.LimitPolicy,
        Flooding = Find(static p => p.MacLearning?.Flooding).Value ?? MacLearning.Default.Flooding,
        AgeingSeconds = Find(static p => p.MacLearning?.AgeingSeconds).Value ?? MacLearning.Default.AgeingSeconds,
    };

    private Teaming ResolveTeaming()
    {
        TeamingConfig? order = FindObject(static p => GivesOrder(p.Teaming) ? p.Teaming : null).Value;
        ValueList<string> active = order?.Active ?? [];
        ValueList<string> standby = order?.Standby ?? [];
        return new Teaming
        {
            Policy = Find(static p => p.Teaming?.Policy).Value ?? TeamingPolicy.PortId,
            Active = active.Count + standby.Count == 0 ? DefaultOrder() : active,
            Standby = standby,
            Failback = Find(static p => p.Teaming?.Failback).Value ?? true,
            NotifySwitches = Find(static p => p.Teaming?.NotifySwitches).Value ?? true,
            FailureDetection = Find(static p => p.Teaming?.FailureDetection).Value ?? FailureDetection.Link,
            FailbackDelayMilliseconds = Find(static p => p.Teaming?.FailbackDelayMilliseconds).Value ?? Teaming.DefaultFailbackDelayMilliseconds,
        };
    }

    /// <summary>All uplinks that are in no LAG; where all are in some, the LAGs.</summary>
    private ValueList<string> DefaultOrder()
    {
        SwitchConfig of = owner;
        ValueList<string> alone = [.. of.Uplinks.Where(uplink => of.LagOf(uplink) is null)];
        return alone.Count > 0 || of.Lags.Count == 0 ? alone : [.. of.Lags.Select(lag => lag.Name)];
    }

    private static bool GivesOrder(TeamingConfig? teaming) => teaming is { Active: not null } or { Standby: not null };

    private (T? Value, PolicyOrigin Origin) Find<T>(Func<PortPolicyConfig, T?> part)
        where T : struct
    {
        if (port is not null && part(port) is { } own)
        {
            return (own, PolicyOrigin.Port);
        }

        if (portGroup is not null && part(portGroup) is { } inherited)
        {
            return (inherited, PolicyOrigin.PortGroup);
        }

        return part(owner.Policy) is { } general ? (general, PolicyOrigin.Switch) : (null, PolicyOrigin.Default);
    }

    private (T? Value, PolicyOrigin Origin) FindObject<T>(Func<PortPolicyConfig, T?> part)
        where T : class
    {
        if (port is not null && part(port) is { } own)
        {
            return (own, PolicyOrigin.Port);
        }

        if (portGroup is not null && part(portGroup) is { } inherited)
        {
            return (inherited, PolicyOrigin.PortGroup);
        }

        return part(owner.Policy) is { } general ? (general, PolicyOrigin.Switch) : (null, PolicyOrigin.Default);
    }
}
