using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Makes, changes and deletes switches.</summary>
internal static class SwitchEdits
{
    public static void Create(EditSession session, SwitchSpec spec)
    {
        SwitchConfig config = new()
        {
            Id = session.Context.Ids.NewId(),
            Name = spec.Name ?? "",
            Kind = session.Context.Kind,
            Uplinks = ["Uplink 1", "Uplink 2"],
        };
        bool named = session.CheckName(session.Draft.Switches, ObjectKind.Switch, spec.Name, config.Id);
        if (config.Kind == SwitchKind.Standard)
        {
            config = WithOwner(session, config);
        }

        config = Write(session, config, spec);
        if (config is { Kind: SwitchKind.Standard, Members: [var owner, ..] })
        {
            CapabilityCheck.RequireMembership(session, config, session.Draft.Hosts[owner.HostId], "hosts");
        }

        session.Target = config.Id;
        if (named)
        {
            session.Draft.Switches.Put(config);
        }
    }

    public static void Update(EditSession session, UpdateSwitch command)
    {
        if (session.TryTarget(session.Draft.Switches, "switch", command.Switch, out SwitchConfig? present))
        {
            session.CheckRevision(command.Revision, present);
            Change(session, present, command.Spec);
        }
    }

    public static void Change(EditSession session, SwitchConfig present, SwitchSpec spec)
    {
        SwitchConfig config = present;
        if (spec.Name is { } name && name != present.Name && session.CheckName(session.Draft.Switches, ObjectKind.Switch, name, present.Id))
        {
            config = present with { Name = name };
        }

        config = Write(session, config, spec);
        TeamingEdits.CheckBelow(session, present, config);
        foreach (PortGroupConfig group in session.Draft.PortGroups.OfSwitch(present.Id))
        {
            CapabilityCheck.RequireOfMembers(session, present,
                PolicyResolver.Resolve(present, group.Policy), PolicyResolver.Resolve(config, group.Policy));
        }

        session.Draft.Switches.Put(config);
    }

    public static void Delete(EditSession session, DeleteSwitch command)
    {
        if (!session.TryTarget(session.Draft.Switches, "switch", command.Switch, out SwitchConfig? present))
        {
            return;
        }

        session.CheckRevision(command.Revision, present);
        IReadOnlyList<PortGroupConfig> groups = session.Draft.PortGroups.OfSwitch(present.Id);
        if (groups.Count > 0)
        {
            session.Errors.Conflict("switch", present.Name, $"is in use: delete its port groups first ({NameList.Of(groups.Select(g => g.Name))})");
        }

        if (present is { Kind: SwitchKind.Distributed, Members.Count: > 0 })
        {
            session.Errors.Conflict("switch", present.Name,
                $"is in use: remove its hosts first ({NameList.Of(present.Members.Select(m => session.Draft.Hosts[m.HostId].Name))})");
        }

        session.Draft.Switches.Remove(present);
    }

    private static SwitchConfig WithOwner(EditSession session, SwitchConfig config)
    {
        if (session.Context.LocalHostId is not { } local || !session.Draft.Hosts.TryGet(local, out HostConfig? host))
        {
            session.Errors.Refuse("switch", config.Name, "a standard switch is made on its host: this process has none");
            return config;
        }

        return config with { Members = [new MemberConfig { HostId = host.Id }] };
    }

    private static SwitchConfig Write(EditSession session, SwitchConfig present, SwitchSpec spec)
    {
        SwitchConfig config = present with { Mtu = spec.Mtu ?? present.Mtu, Uplinks = spec.Uplinks ?? present.Uplinks, PrivateVlans = spec.PrivateVlans ?? present.PrivateVlans, Multicast = MulticastEdits.Merge(present.Multicast, spec.Multicast) };
        config = IoEdits.Write(session, config, spec);
        CheckFields(session, config, spec);
        config = DiscoveryEdits.Write(session, config, spec);
        config = FilteringEdits.WriteUplinks(session, config, spec);
        config = LagEdits.Write(session, present, config, spec);
        config = config with { Policy = PolicyEdits.Merge(session.Errors, present.Policy, spec.Policy, config) };
        PrivateVlanEdits.CheckPolicy(session, config, present.Policy, config.Policy);
        TeamingEdits.Check(session, config, PolicyResolver.Resolve(present), PolicyResolver.Resolve(config));
        PrivateVlanEdits.CheckSwitch(session, present, config);
        MulticastEdits.Check(session, present, config);
        if (spec.Hosts is { } hosts)
        {
            config = config with { Members = MemberEdits.Replace(session, config, hosts) };
        }

        IoEdits.RequireOfMembers(session, present, config);
        foreach (string removed in present.Uplinks.Except(config.Uplinks))
        {
            CheckUplinkOpen(session, config, removed);
        }

        LagEdits.CheckLost(session, present, config);
        return config;
    }

    private static void CheckFields(EditSession session, SwitchConfig config, SwitchSpec spec)
    {
        if (spec.Type is { } type && type != config.Kind)
        {
            session.Errors.Refuse("type", type.ToString().ToLowerInvariant(), config.Kind == SwitchKind.Distributed
                ? "must be distributed: standard switches are made on their own host"
                : "must be standard: distributed switches are made in the controller");
        }

        if (config.Mtu is < Limits.MinMtu or > Limits.MaxMtu)
        {
            session.Errors.Invalid("mtu", ShownValue.Of(config.Mtu), $"must be {Limits.MinMtu} to {Limits.MaxMtu} bytes");
        }

        if (config.Uplinks.Count > Limits.MaxUplinks)
        {
            session.Errors.Invalid("uplinks", ShownValue.Of(config.Uplinks.Count), $"must be at most {Limits.MaxUplinks} names");
        }

        HashSet<string> seen = [];
        foreach (string uplink in config.Uplinks)
        {
            session.Errors.Check("uplinks", uplink, seen.Add(uplink) ? NameRules.Check(uplink) : "must be unique in the switch");
        }
    }

    private static void CheckUplinkOpen(EditSession session, SwitchConfig config, string uplink)
    {
        foreach (MemberConfig member in config.Members)
        {
            if (member.Uplinks.FirstOrDefault(a => a.Uplink == uplink) is { } assignment)
            {
                session.Errors.Conflict("uplinks", uplink,
                    $"is in use: {assignment.NicName} of host {session.Draft.Hosts[member.HostId].Name} fills it");
            }
        }
    }
}
