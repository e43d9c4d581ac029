using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Adds hosts to switches, fills their uplinks, and takes hosts away again.</summary>
internal static class MemberEdits
{
    public static void Add(EditSession session, AddHost command)
    {
        if (!session.TryTarget(session.Draft.Switches, "switch", command.Switch, out SwitchConfig? owner))
        {
            return;
        }

        session.CheckRevision(command.Revision, owner);
        if (!session.TryRefer(session.Draft.Hosts, ObjectKind.Host, "host", command.Host, out HostConfig? host))
        {
            return;
        }

        MemberConfig? present = Find(owner, host.Id);
        MemberConfig wanted = UplinkCapacities.Apply(session, present, Fill(session, owner, host, present, command.Uplinks, "uplinks"), command.Capacities, "uplinkCapacities");
        if (present is null)
        {
            Admit(session, owner, host, "host");
            session.Draft.Switches.Put(owner with { Members = [.. owner.Members, wanted] });
        }
        else if (present != wanted)
        {
            session.Errors.Conflict("host", host.Name, $"is a member of switch {owner.Name} already, with other uplinks: change those instead");
        }
    }

    public static void Update(EditSession session, UpdateMember command)
    {
        if (!session.TryTarget(session.Draft.Switches, "switch", command.Switch, out SwitchConfig? owner))
        {
            return;
        }

        session.CheckRevision(command.Revision, owner);
        if (TryMember(session, owner, command.Host, out HostConfig? host, out MemberConfig? present))
        {
            MemberConfig filled = command.Uplinks is { } uplinks ? Fill(session, owner, host!, present, uplinks, "uplinks") : present!;
            MemberConfig wanted = UplinkCapacities.Apply(session, present, filled, command.Capacities, "uplinkCapacities");
            session.Draft.Switches.Put(owner with { Members = [.. owner.Members.Select(m => m.HostId == host!.Id ? wanted : m)] });
        }
    }

    public static void Remove(EditSession session, RemoveHost command)
    {
        if (!session.TryTarget(session.Draft.Switches, "switch", command.Switch, out SwitchConfig? owner))
        {
            return;
        }

        session.CheckRevision(command.Revision, owner);
        if (TryMember(session, owner, command.Host, out HostConfig? host, out _))
        {
            Leave(session, owner, host!, "host");
            session.Draft.Switches.Put(owner with { Members = [.. owner.Members.Where(m => m.HostId != host!.Id)] });
        }
    }

    /// <summary>All members of a switch, as a document or an update gives them.</summary>
    public static ValueList<MemberConfig> Replace(EditSession session, SwitchConfig owner, ValueList<MemberSpec> wanted)
    {
        Dictionary<Guid, MemberConfig> present = owner.Members.ToDictionary(m => m.HostId);
        List<MemberConfig> members = [];
        HashSet<Guid> seen = [];
        for (int i = 0; i < wanted.Count; i++)
        {
            string field = $"hosts[{i}]";
            if (!session.TryRefer(session.Draft.Hosts, ObjectKind.Host, $"{field}.host", wanted[i].Host, out HostConfig? host))
            {
                continue;
            }

            if (!seen.Add(host.Id))
            {
                session.Errors.Invalid($"{field}.host", host.Name, "must be given only once");
                continue;
            }

            if (!present.ContainsKey(host.Id))
            {
                Admit(session, owner, host, $"{field}.host");
            }

            MemberConfig? former = present.GetValueOrDefault(host.Id);
            MemberConfig filled = Fill(session, owner, host, former, wanted[i].Uplinks, $"{field}.uplinks");
            members.Add(UplinkCapacities.Apply(session, former, filled, wanted[i].Capacities, $"{field}.uplinkCapacities"));
        }

        foreach (MemberConfig gone in owner.Members.Where(m => !seen.Contains(m.HostId)))
        {
            Leave(session, owner, session.Draft.Hosts[gone.HostId], "hosts");
        }

        return InPresentOrder(owner, members);
    }

    /// <summary>Gives a host its uplinks as they are found to be right, and makes it a member where it is none.</summary>
    public static void Fill(EditSession session, SwitchConfig owner, HostConfig host, MemberConfig? present, IEnumerable<UplinkAssignment> filled, string field)
    {
        List<string> order = [.. owner.Uplinks];
        MemberConfig wanted = new() { HostId = host.Id, Uplinks = [.. filled.OrderBy(a => order.IndexOf(a.Uplink))] };
        if (wanted.Uplinks.Count > 0 && present is not { Uplinks.Count: > 0 })
        {
            CapabilityCheck.Require(session, host, field, [RequiredCapabilities.OfUplink()]);
        }

        if (present is null)
        {
            Admit(session, owner, host, field);
            session.Draft.Switches.Put(owner with { Members = [.. owner.Members, wanted] });
        }
        else
        {
            session.Draft.Switches.Put(owner with { Members = [.. owner.Members.Select(m => m.HostId == host.Id ? wanted : m)] });
        }
    }

    public static MemberConfig? Find(SwitchConfig owner, Guid hostId) => owner.Members.FirstOrDefault(m => m.HostId == hostId);

    /// <summary>The order of members means nothing: keeping it makes a repeated document change nothing.</summary>
    private static ValueList<MemberConfig> InPresentOrder(SwitchConfig owner, List<MemberConfig> members)
    {
        Dictionary<Guid, int> places = owner.Members.Select((m, place) => (m.HostId, place)).ToDictionary(p => p.HostId, p => p.place);
        return [.. members.OrderBy(m => places.GetValueOrDefault(m.HostId, int.MaxValue))];
    }

    private static bool TryMember(EditSession session, SwitchConfig owner, string nameOrId, out HostConfig? host, out MemberConfig? member)
    {
        member = session.Draft.Hosts.TryFind(nameOrId, out host) ? Find(owner, host.Id) : null;
        if (member is null)
        {
            session.Errors.NotFound("host", nameOrId, $"no such host is a member of switch {owner.Name}");
        }

        return member is not null;
    }

    private static void Admit(EditSession session, SwitchConfig owner, HostConfig host, string field)
    {
        if (owner.Kind == SwitchKind.Standard)
        {
            session.Errors.Refuse(field, host.Name, "a standard switch has one host, the one it was made on");
            return;
        }

        if (!host.Entitled)
        {
            session.Errors.Refuse(field, host.Name, $"host {host.Name} is not entitled to be a member of distributed switches");
        }

        if (session.Draft.Switches.OfHost(host.Id).Count >= Limits.MaxSwitchesOnHost)
        {
            session.Errors.Refuse(field, host.Name, $"a host can be a member of at most {Limits.MaxSwitchesOnHost} switches");
        }

        CapabilityCheck.RequireMembership(session, owner, host, field);
    }

    private static void Leave(EditSession session, SwitchConfig owner, HostConfig host, string field)
    {
        if (owner.Kind == SwitchKind.Standard)
        {
            session.Errors.Refuse(field, host.Name, "a standard switch cannot lose the host it was made on");
            return;
        }

        ConnectionConfig[] connected = [.. session.Draft.PortGroups.OfSwitch(owner.Id)
            .SelectMany(g => session.Draft.Ports.ConnectedIn(g.Id))
            .SelectMany(p => new[] { p.Connection, p.Destination })
            .OfType<ConnectionConfig>()
            .Where(c => c.HostId == host.Id)];
        if (connected.Length > 0)
        {
            session.Errors.Conflict(field, host.Name, $"has connected ports on switch {owner.Name}: disconnect or move them first ({NameList.Of(connected)})");
        }
    }

    private static MemberConfig Fill(
        EditSession session, SwitchConfig owner, HostConfig host, MemberConfig? present, ValueList<UplinkSpec> wanted, string field)
    {
        List<UplinkAssignment> filled = [];
        foreach (UplinkSpec spec in wanted)
        {
            string place = $"{field}.{ShownValue.Of(spec.Uplink)}";
            if (!owner.Uplinks.Contains(spec.Uplink))
            {
                session.Errors.Invalid(place, spec.Nic, $"must be an uplink of switch {owner.Name}: {string.Join(", ", owner.Uplinks)}");
            }
            else if (filled.Any(a => a.Uplink == spec.Uplink))
            {
                session.Errors.Invalid(place, spec.Nic, "must be filled only once");
            }
            else if (UplinkNics.Find(session, host, present, spec.Nic, place) is { } nic)
            {
                UplinkNics.CheckFree(session, owner, host, present, nic, filled, place);
                filled.Add(new UplinkAssignment(spec.Uplink, nic.Id, nic.Name, TakesFrom: present?.Uplinks.FirstOrDefault(a => a.Nic == nic.Id)?.TakesFrom));
            }
        }

        if (filled.Count > 0 && present is not { Uplinks.Count: > 0 })
        {
            CapabilityCheck.Require(session, host, field, [RequiredCapabilities.OfUplink()]);
        }

        List<string> order = [.. owner.Uplinks];
        return new MemberConfig { HostId = host.Id, Uplinks = [.. filled.OrderBy(a => order.IndexOf(a.Uplink))] };
    }
}
