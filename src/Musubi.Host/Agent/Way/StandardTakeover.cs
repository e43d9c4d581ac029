using Musubi.Host.State;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Share;

namespace Musubi.Host.Agent.Way;

/// <summary>
/// Takes out of the standard switches what the share takes over from them, in one step with the share itself, so that both are in one plan. Only what is named: a switch
/// or port that was made since, or has another connection now, gives nothing up. Pure.
/// </summary>
internal static class StandardTakeover
{
    /// <summary>What is to be given up of the standard switches, as people call it, with the commands that do it.</summary>
    public static IReadOnlyList<(string Name, InventoryCommand Command)> Find(InventorySnapshot local, HostShare share, Guid host) =>
    [
        .. share.Ports.Values.OrderBy(port => port.Id).SelectMany(port => Find(local, port)),
        .. share.Switches.Values.OrderBy(owner => owner.Id).SelectMany(owner => owner.Uplinks).Where(uplink => uplink is { Nic: not null, TakesFrom: not null })
            .GroupBy(uplink => uplink.TakesFrom!.Value).SelectMany(uplinks => Find(local, uplinks, host)),
    ];

    /// <exception cref="IOException">The standard switches' own rules refuse it: the change waits until they do not.</exception>
    public static HostState Apply(HostState state)
    {
        InventorySnapshot local = state.Local;
        EditContext context = new() { Ids = NoIds.Instance, Kind = SwitchKind.Standard, LocalHostId = state.HostId };
        foreach ((string name, InventoryCommand command) in Find(local, state.FabricShare, state.HostId))
        {
            EditResult result = InventoryEditor.Edit(local, command, context);
            local = result.Succeeded ? result.Snapshot : throw new IOException($"{name} could not be taken over from its standard switch: {result.Errors[0].Field} {result.Errors[0].Rule}");
        }

        return state with { Local = local };
    }

    /// <summary>Ids of the standard ports and switches that had given something up for what is not done after all.</summary>
    public static IEnumerable<Guid> NotTaken(HostShare before, HostShare after)
    {
        HashSet<string> nics = [.. after.Switches.Values.SelectMany(owner => owner.Uplinks).Select(uplink => uplink.Nic).OfType<string>()];
        return before.Ports.Values.Where(port => port.TakesFrom is not null && after.Ports.GetValueOrDefault(port.Id)?.TakesFrom != port.TakesFrom).Select(port => port.TakesFrom!.Value)
            .Concat(before.Switches.Values.SelectMany(owner => owner.Uplinks).Where(uplink => uplink is { TakesFrom: not null, Nic: { } nic } && !nics.Contains(nic)).Select(uplink => uplink.TakesFrom!.Value));
    }

    private static IEnumerable<(string Name, InventoryCommand Command)> Find(InventorySnapshot local, SharePort port)
    {
        ConnectionConfig wanted = port.Connection;
        if (port.TakesFrom is not { } from || local.Ports.GetValueOrDefault(from)?.Connection is not { } held || held.Mac != wanted.Mac || held.Vm != wanted.Vm || held.Vnic != wanted.Vnic)
        {
            return [];
        }

        return held.Vm.Length > 0
            ? [($"vnic {held.Vm}/{held.Vnic}", new DisconnectVnic(held.Vm, held.Vnic, null))]
            : [($"adapter {held.Vnic}", new DisconnectAdapter(null, held.Vnic, null))];
    }

    private static IEnumerable<(string Name, InventoryCommand Command)> Find(InventorySnapshot local, IGrouping<Guid, ShareUplink> uplinks, Guid host)
    {
        HashSet<string> nics = [.. uplinks.Select(uplink => uplink.Nic!)];
        if (local.Switches.GetValueOrDefault(uplinks.Key) is not { } owner || owner.Members.FirstOrDefault(member => member.HostId == host) is not { } member || !member.Uplinks.Any(uplink => nics.Contains(uplink.Nic)))
        {
            return [];
        }

        string names = string.Join(", ", member.Uplinks.Where(uplink => nics.Contains(uplink.Nic)).Select(uplink => uplink.NicName));
        UplinkSpec[] left = [.. member.Uplinks.Where(uplink => !nics.Contains(uplink.Nic)).Select(uplink => new UplinkSpec(uplink.Uplink, uplink.Nic))];
        return [($"NIC {names}", new UpdateMember(owner.Id.ToString(), host.ToString(), [.. left], null))];
    }
}
