using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Makes, changes and deletes port groups, with their free ports.</summary>
internal static class PortGroupEdits
{
    public static void Create(EditSession session, PortGroupSpec spec)
    {
        Guid id = session.Context.Ids.NewId();
        session.Target = id;
        bool named = session.CheckName(session.Draft.PortGroups, ObjectKind.PortGroup, spec.Name, id);
        bool placed = session.TryRefer(session.Draft.Switches, ObjectKind.Switch, "switch", spec.Switch, out SwitchConfig? owner);
        SwitchConfig judge = owner ?? new SwitchConfig { Id = id, Name = "", Kind = session.Context.Kind };
        PortGroupConfig group = Write(session, judge, new PortGroupConfig { Id = id, Name = spec.Name ?? "", SwitchId = judge.Id }, spec, checksUplinks: placed);
        if (!named || !placed)
        {
            session.NoteFailed(ObjectKind.PortGroup, group.Name);
            return;
        }

        CapabilityCheck.RequireOfMembers(session, judge, null, PolicyResolver.Resolve(judge, group.Policy));
        session.Draft.PortGroups.Put(group);
        PortPool.Resize(session, group, 0);
    }

    public static void Update(EditSession session, UpdatePortGroup command)
    {
        if (session.TryTarget(session.Draft.PortGroups, "portGroup", command.PortGroup, out PortGroupConfig? present))
        {
            session.CheckRevision(command.Revision, present);
            Change(session, present, command.Spec);
        }
    }

    public static void Change(EditSession session, PortGroupConfig present, PortGroupSpec spec)
    {
        SwitchConfig owner = session.Draft.Switches[present.SwitchId];
        PortGroupConfig group = present;
        if (spec.Name is { } name && name != present.Name && session.CheckName(session.Draft.PortGroups, ObjectKind.PortGroup, name, present.Id))
        {
            group = present with { Name = name };
        }

        if (spec.Switch is { } asked && !(session.Draft.Switches.TryFind(asked, out SwitchConfig? other) && other.Id == owner.Id))
        {
            session.Errors.Invalid("switch", asked, $"must stay {owner.Name}: a port group cannot move to another switch");
        }

        group = Write(session, owner, group, spec, checksUplinks: true);
        CheckOverrides(session, group);
        TeamingEdits.CheckBelow(session, owner, present, group);
        CapabilityCheck.RequireOfMembers(session, owner,
            PolicyResolver.Resolve(owner, present.Policy), PolicyResolver.Resolve(owner, group.Policy));
        session.Draft.PortGroups.Put(group);
        AddressEdits.Warn(session, present, group);
        if (group.PortCount != present.PortCount)
        {
            PortPool.Resize(session, group, session.Draft.Ports.CountIn(group.Id));
        }
    }

    public static void Delete(EditSession session, DeletePortGroup command)
    {
        if (!session.TryTarget(session.Draft.PortGroups, "portGroup", command.PortGroup, out PortGroupConfig? present))
        {
            return;
        }

        session.CheckRevision(command.Revision, present);
        ConnectionConfig[] connected = [.. session.Draft.Ports.ConnectedIn(present.Id).Select(p => p.Connection!)];
        if (connected.Length > 0)
        {
            session.Errors.Conflict("portGroup", present.Name, $"is in use: disconnect its vNICs first ({NameList.Of(connected)})");
            return;
        }

        foreach (PortConfig port in session.Draft.Ports.FreeIn(present.Id).ToArray())
        {
            session.Draft.Ports.Remove(port);
        }

        session.Draft.PortGroups.Remove(present);
    }

    private static PortGroupConfig Write(
        EditSession session, SwitchConfig owner, PortGroupConfig present, PortGroupSpec spec, bool checksUplinks)
    {
        PolicySpec policy = checksUplinks ? spec.Policy : spec.Policy with { Active = default, Standby = default };
        PortGroupConfig group = present with
        {
            PortCount = spec.PortCount ?? present.PortCount,
            Elastic = spec.Elastic ?? present.Elastic,
            PortOverrides = spec.PortOverrides ?? present.PortOverrides,
            ResetAtDisconnect = spec.ResetAtDisconnect ?? present.ResetAtDisconnect,
            IoPool = IoEdits.Pool(session, owner, present, spec.IoPool),
            Policy = PolicyEdits.Merge(session.Errors, present.Policy, policy, owner),
        };
        PrivateVlanEdits.CheckPolicy(session, owner, present.Policy, group.Policy);
        TeamingEdits.Check(session, owner, PolicyResolver.Resolve(owner, present.Policy), PolicyResolver.Resolve(owner, group.Policy));
        if (group.PortCount is < 0 or > Limits.MaxPortsInGroup)
        {
            session.Errors.Invalid("portCount", ShownValue.Of(group.PortCount), $"must be 0 to {Limits.MaxPortsInGroup}");
            group = group with { PortCount = present.PortCount };
        }

        return group;
    }

    /// <summary>A category cannot be closed to ports while some port overrides it.</summary>
    private static void CheckOverrides(EditSession session, PortGroupConfig group)
    {
        PortConfig[] offending = [.. session.Draft.Ports.ConnectedIn(group.Id).Concat(session.Draft.Ports.FreeIn(group.Id))
            .Where(p => (PolicyEdits.CategoriesOf(p.Policy) & ~group.PortOverrides) != PolicyCategories.None)];
        if (offending.Length > 0)
        {
            session.Errors.Conflict("portOverrides", group.PortOverrides.ToString(),
                $"must permit what ports override already: reset ports {NameList.Of(offending.Select(p => ShownValue.Of(p.Number)))} first");
        }
    }
}
