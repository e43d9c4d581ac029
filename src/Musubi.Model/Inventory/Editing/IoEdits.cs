using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>
/// Changes I/O control of switches, pools of port groups, and what vNICs have of uplinks. Whether what is reserved can be met is judged when
/// the whole command is carried out (<see cref="Admission.IoAdmission"/>).
/// </summary>
internal static class IoEdits
{
    private const string OnlyDistributed = "a standard switch has no I/O control";

    /// <summary>The switch with what is wanted of its I/O control and pools.</summary>
    public static SwitchConfig Write(EditSession session, SwitchConfig present, SwitchSpec spec)
    {
        IoControl control = spec.IoControl is { } wanted ? Merge(session, present.IoControl, wanted) : present.IoControl;
        ValueList<IoPool> pools = spec.IoPools is { } given ? [.. given.OrderBy(pool => pool.Name, StringComparer.Ordinal)] : present.IoPools;
        if (present.Kind == SwitchKind.Standard)
        {
            RefuseOnStandard(session, control, pools);
            return present;
        }

        if (spec.IoPools is not null)
        {
            foreach ((string field, string value, string rule) in IoRules.Check(pools))
            {
                session.Errors.Invalid(field, value, rule);
            }

            CheckGone(session, present, pools);
        }

        return present with { IoControl = control, IoPools = pools };
    }

    /// <summary>What all members must be able to do for it.</summary>
    public static void RequireOfMembers(EditSession session, SwitchConfig present, SwitchConfig config)
    {
        if (!config.IoControl.Enabled || present.IoControl.Enabled)
        {
            return;
        }

        foreach (MemberConfig member in config.Members)
        {
            if (session.Draft.Hosts.TryGet(member.HostId, out HostConfig? host))
            {
                CapabilityCheck.Require(session, host, "ioControl", Capabilities.RequiredCapabilities.OfIoControl(config.IoControl));
            }
        }
    }

    /// <summary>The pool that a port group is to be in.</summary>
    public static string? Pool(EditSession session, SwitchConfig owner, PortGroupConfig present, Setting<string?> wanted)
    {
        string? pool = wanted.Or(present.IoPool);
        if (wanted.IsGiven && pool is not null && !owner.IoPools.Any(one => one.Name == pool))
        {
            string known = owner.IoPools.Count == 0 ? "it has none" : NameList.Of(owner.IoPools.Select(one => one.Name));
            session.Errors.Invalid("networkResourcePool", pool, $"must be a network resource pool of switch {owner.Name} ({known}), or \"none\"");
            return present.IoPool;
        }

        return pool;
    }

    /// <summary>What a vNIC is to have; null for the usual.</summary>
    /// <param name="session">The edit.</param>
    /// <param name="owner">The switch that it is to be connected to.</param>
    /// <param name="present">What it has.</param>
    /// <param name="wanted">Null: that stays.</param>
    /// <param name="field">The field that holds it.</param>
    public static IoAllocation? Allocate(EditSession session, SwitchConfig owner, IoAllocation? present, IoSettings? wanted, string field)
    {
        IoAllocation own = present ?? IoAllocation.Usual;
        if (wanted is not null)
        {
            own = new IoAllocation(
                wanted.Shares ?? own.Shares, wanted.ReservationBitsPerSecond ?? own.ReservationBitsPerSecond, wanted.LimitBitsPerSecond.Or(own.LimitBitsPerSecond));
            CheckRates(session, own.ReservationBitsPerSecond, own.LimitBitsPerSecond, field);
        }

        if (own == IoAllocation.Usual)
        {
            return null;
        }

        if (owner.Kind == SwitchKind.Standard)
        {
            session.Errors.Refuse(field, owner.Name, $"must be the usual: {OnlyDistributed}");
        }
        else if (wanted is not null && own != present && !owner.IoControl.Enabled)
        {
            session.Errors.Warn(field, owner.Name, $"has no effect while I/O control of switch {owner.Name} is off");
        }

        return own;
    }

    private static IoControl Merge(EditSession session, IoControl present, IoControlSpec spec)
    {
        Dictionary<TrafficType, IoTraffic> all = TrafficTypeWords.All.Select(present.Of).ToDictionary(one => one.Type);
        foreach ((TrafficType type, IoSettings wanted) in spec.Traffic)
        {
            IoTraffic own = all[type];
            own = new IoTraffic(
                type, wanted.Shares ?? own.Shares, wanted.ReservationBitsPerSecond ?? own.ReservationBitsPerSecond, wanted.LimitBitsPerSecond.Or(own.LimitBitsPerSecond));
            CheckRates(session, own.ReservationBitsPerSecond, own.LimitBitsPerSecond, $"ioControl.trafficTypes.{TrafficTypeWords.Word(type)}");
            all[type] = own;
        }

        return new IoControl
        {
            Enabled = spec.Enabled ?? present.Enabled,
            Traffic = [.. TrafficTypeWords.All.Select(type => all[type]).Where(one => one != IoTraffic.UsualOf(one.Type))],
        };
    }

    private static void CheckRates(EditSession session, long reservation, long? limit, string field)
    {
        foreach ((string name, string value, string rule) in IoRules.Check(reservation, limit))
        {
            session.Errors.Invalid($"{field}.{name}", value, rule);
        }
    }

    private static void RefuseOnStandard(EditSession session, IoControl control, ValueList<IoPool> pools)
    {
        if (control != IoControl.Off)
        {
            session.Errors.Refuse("ioControl", control.Enabled ? "enabled" : "trafficTypes", $"must stay off: {OnlyDistributed}");
        }

        if (pools.Count > 0)
        {
            session.Errors.Refuse("networkResourcePools", ShownValue.Of(pools.Count), $"must be empty: {OnlyDistributed}");
        }
    }

    private static void CheckGone(EditSession session, SwitchConfig present, ValueList<IoPool> pools)
    {
        HashSet<string> names = [.. pools.Select(pool => pool.Name)];
        foreach (PortGroupConfig group in session.Draft.PortGroups.OfSwitch(present.Id))
        {
            if (group.IoPool is { } used && !names.Contains(used))
            {
                session.Errors.Conflict("networkResourcePools", used, $"is in use: port group {group.Name} is in it");
            }
        }
    }
}
