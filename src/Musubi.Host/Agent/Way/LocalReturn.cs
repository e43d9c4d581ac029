using System.Collections.Immutable;
using Musubi.Model;
using Musubi.Model.Config;
using Musubi.Model.Inventory;

namespace Musubi.Host.Agent.Way;

/// <summary>
/// Brings back those standard switches and ports whose change had touched the way to the controller, as a new revision; all else of the
/// standard switches stays as people have made it meanwhile. Pure.
/// </summary>
internal static class LocalReturn
{
    /// <param name="now">As they are.</param>
    /// <param name="good">As they were when the controller was reached.</param>
    /// <param name="ids">Of switches and ports; others of them are the fabric's.</param>
    /// <param name="nics">The NICs that carried the connection: a switch that was made since gives them up.</param>
    public static InventorySnapshot Make(InventorySnapshot now, InventorySnapshot good, ValueList<Guid> ids, ValueList<string> nics)
    {
        long revision = now.Revision + 1;
        InventorySnapshot next = now with { Revision = revision };
        foreach (Guid id in ids)
        {
            if (good.Switches.TryGetValue(id, out SwitchConfig? owner))
            {
                next = next with { Switches = next.Switches.SetItem(id, owner with { Revision = revision, NextPortNumber = Math.Max(owner.NextPortNumber, now.Switches.GetValueOrDefault(id)?.NextPortNumber ?? 0) }) };
            }
            else if (next.Switches.TryGetValue(id, out SwitchConfig? made))
            {
                next = next with { Switches = next.Switches.SetItem(id, made with { Revision = revision, Members = [.. made.Members.Select(member => Without(member, nics))] }) };
            }

            if (good.Ports.TryGetValue(id, out PortConfig? port) && good.PortGroups.TryGetValue(port.PortGroupId, out PortGroupConfig? group))
            {
                next = next with
                {
                    Ports = next.Ports.SetItem(id, port with { Revision = revision }),
                    PortGroups = next.PortGroups.SetItem(group.Id, group with { Revision = revision }),
                };
                next = next.Switches.ContainsKey(group.SwitchId) ? next : next with { Switches = next.Switches.SetItem(group.SwitchId, good.Switches[group.SwitchId] with { Revision = revision }) };
            }
            else if (next.Ports.TryGetValue(id, out PortConfig? plugged))
            {
                next = next with { Ports = next.Ports.SetItem(id, plugged with { Revision = revision, Connection = null }) };
            }
        }

        return IsSame(next.Switches, now.Switches) && IsSame(next.PortGroups, now.PortGroups) && IsSame(next.Ports, now.Ports) ? now : next;
    }

    private static MemberConfig Without(MemberConfig member, ValueList<string> nics) => member with { Uplinks = [.. member.Uplinks.Where(uplink => !nics.Contains(uplink.Nic))] };

    private static bool IsSame<T>(ImmutableDictionary<Guid, T> one, ImmutableDictionary<Guid, T> other) => ReferenceEquals(one, other);
}
