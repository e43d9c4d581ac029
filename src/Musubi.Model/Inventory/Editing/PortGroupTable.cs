using System.Collections.Immutable;
using Musubi.Model.Config;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Port groups, also by switch.</summary>
internal sealed class PortGroupTable(ImmutableDictionary<Guid, PortGroupConfig> stored)
    : NamedTable<PortGroupConfig>(ObjectKind.PortGroup, stored, static (g, revision) => g with { Revision = revision }, static g => g.Name)
{
    private Dictionary<Guid, SortedSet<Guid>>? _bySwitch;

    /// <summary>The port groups of a switch, ordered by id.</summary>
    public IReadOnlyList<PortGroupConfig> OfSwitch(Guid owner)
    {
        if (_bySwitch is null)
        {
            _bySwitch = [];
            foreach (PortGroupConfig group in Values)
            {
                Index(group);
            }
        }

        return _bySwitch.TryGetValue(owner, out SortedSet<Guid>? ids) ? [.. ids.Select(id => this[id])] : [];
    }

    protected override void OnChanged(PortGroupConfig? before, PortGroupConfig? after)
    {
        base.OnChanged(before, after);
        if (_bySwitch is null)
        {
            return;
        }

        if (before is not null)
        {
            _bySwitch[before.SwitchId].Remove(before.Id);
        }

        if (after is not null)
        {
            Index(after);
        }
    }

    private void Index(PortGroupConfig group)
    {
        if (!_bySwitch!.TryGetValue(group.SwitchId, out SortedSet<Guid>? ids))
        {
            _bySwitch[group.SwitchId] = ids = [];
        }

        ids.Add(group.Id);
    }
}
