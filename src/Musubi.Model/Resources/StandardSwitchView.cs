using System.Collections.Immutable;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Services;

namespace Musubi.Model.Resources;

/// <summary>Shows what a host reports of itself that no inventory of the fabric holds. Pure.</summary>
public static class StandardSwitchView
{
    public static StandardSwitchResource Of(HostConfig host, HostRuntime runtime, StandardSwitch shown) => new()
    {
        Id = shown.Id,
        Name = shown.Name,
        Host = host.Name,
        HostId = host.Id,
        Mtu = shown.Mtu,
        Uplinks = shown.Uplinks.ToImmutableSortedDictionary(uplink => uplink.Name, uplink => uplink.Nic is { } nic ? NicName(runtime, nic) : "", StringComparer.Ordinal),
        PortGroups = [.. shown.PortGroups.Select(group => Of(group, runtime.ControllerPath))],
        ConnectedPorts = shown.PortGroups.Sum(group => group.Ports.Count + group.MorePorts),
    };

    public static ControllerPathResource? Of(HostRuntime runtime) => runtime.ControllerPath is not { } path ? null : new ControllerPathResource
    {
        Interface = path.Interface,
        Address = path.Address,
        Adapter = path.Adapter.Length > 0 ? path.Adapter : null,
        Nics = [.. path.Nics.Select(nic => NicName(runtime, nic))],
    };

    public static HostRollbackResource? Of(HostRollback? rollback) => rollback is null ? null : new HostRollbackResource
    {
        FromRevision = rollback.FromRevision,
        ToRevision = rollback.ToRevision,
        Reason = rollback.Reason,
        At = rollback.At,
        Objects = rollback.Objects,
    };

    /// <summary>"connected", "disconnected" or "rolledBack".</summary>
    public static string Condition(HostRuntime runtime) => !runtime.Connected ? "disconnected" : runtime.Rollback is null ? "connected" : "rolledBack";

    private static StandardPortGroupResource Of(StandardPortGroup group, ControllerPath? path) => new()
    {
        Id = group.Id,
        Name = group.Name,
        Vlan = VlanText.Format(group.Vlan),
        Active = group.Active,
        Standby = group.Standby,
        Ports = [.. group.Ports.Select(port => Of(port, path))],
        MorePorts = group.MorePorts > 0 ? group.MorePorts : null,
    };

    private static StandardPortResource Of(StandardPort port, ControllerPath? path)
    {
        ConnectionConfig connection = port.Connection;
        HostAdapterAttachment? adapter = connection.Attachment as HostAdapterAttachment;
        bool isVnic = connection.Vm.Length > 0;
        return new StandardPortResource
        {
            Id = port.Id,
            Number = port.Number,
            Vm = isVnic ? connection.Vm : null,
            Vnic = isVnic ? connection.Vnic : null,
            Adapter = isVnic ? null : connection.Vnic,
            Mac = connection.Mac,
            Attachment = isVnic ? connection.Attachment : null,
            Interface = adapter?.Interface,
            Addresses = adapter?.Addresses ?? connection.Addresses,
            CarriesController = adapter is not null && adapter.Interface == path?.Interface ? true : null,
            Runtime = new PortRuntimeResource
            {
                State = port.Runtime.State,
                Reason = port.Runtime.Reason.Length > 0 ? port.Runtime.Reason : null,
                LinkUp = port.Runtime.LinkUp,
                PinnedUplink = port.Runtime.PinnedUplink.Length > 0 ? port.Runtime.PinnedUplink : null,
            },
        };
    }

    private static string NicName(HostRuntime runtime, string nic) => runtime.Nics.FirstOrDefault(one => one.Id == nic)?.Name ?? nic;
}
