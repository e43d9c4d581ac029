using System.Collections.Immutable;
using Musubi.Model.Config;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Switches, also by the NICs that fill their uplinks and by member host.</summary>
internal sealed class SwitchTable(ImmutableDictionary<Guid, SwitchConfig> stored)
    : NamedTable<SwitchConfig>(ObjectKind.Switch, stored, static (s, revision) => s with { Revision = revision }, static s => s.Name)
{
    private Dictionary<(Guid Host, string Nic), (Guid Switch, string Uplink)>? _nics;
    private Dictionary<Guid, HashSet<Guid>>? _byHost;

    /// <summary>The switch and uplink that a NIC fills; null when it is free.</summary>
    public (SwitchConfig Switch, string Uplink)? FindNicUse(Guid host, string nic)
    {
        BuildIndexes();
        return _nics!.TryGetValue((host, nic), out (Guid Switch, string Uplink) use) ? (this[use.Switch], use.Uplink) : null;
    }

    /// <summary>The switches that a host is a member of.</summary>
    public IReadOnlyCollection<Guid> OfHost(Guid host)
    {
        BuildIndexes();
        return _byHost!.TryGetValue(host, out HashSet<Guid>? switches) ? switches : [];
    }

    protected override void OnChanged(SwitchConfig? before, SwitchConfig? after)
    {
        base.OnChanged(before, after);
        if (_nics is null || (before is not null && after is not null && before.Members == after.Members))
        {
            return;
        }

        if (before is not null)
        {
            Unindex(before);
        }

        if (after is not null)
        {
            Index(after);
        }
    }

    protected override SwitchConfig WithoutBookkeeping(SwitchConfig item) => item with { NextPortNumber = 0 };

    private void BuildIndexes()
    {
        if (_nics is null)
        {
            _nics = [];
            _byHost = [];
            foreach (SwitchConfig config in Values)
            {
                Index(config);
            }
        }
    }

    private void Index(SwitchConfig config)
    {
        foreach (MemberConfig member in config.Members)
        {
            if (!_byHost!.TryGetValue(member.HostId, out HashSet<Guid>? switches))
            {
                _byHost[member.HostId] = switches = [];
            }

            switches.Add(config.Id);
            foreach (UplinkAssignment assignment in member.Uplinks)
            {
                _nics!.TryAdd((member.HostId, assignment.Nic), (config.Id, assignment.Uplink));
            }
        }
    }

    private void Unindex(SwitchConfig config)
    {
        foreach (MemberConfig member in config.Members)
        {
            if (_byHost!.TryGetValue(member.HostId, out HashSet<Guid>? switches))
            {
                switches.Remove(config.Id);
            }

            foreach (UplinkAssignment assignment in member.Uplinks)
            {
                if (_nics!.TryGetValue((member.HostId, assignment.Nic), out (Guid Switch, string Uplink) use) && use.Switch == config.Id)
                {
                    _nics.Remove((member.HostId, assignment.Nic));
                }
            }
        }
    }
}
