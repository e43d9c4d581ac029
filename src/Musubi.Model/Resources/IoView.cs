using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Inventory.Admission;
using Musubi.Model.Policy;
using Musubi.Model.Services;

namespace Musubi.Model.Resources;

/// <summary>Shows how the uplinks of a switch are shared, host by host. Not safe for several threads.</summary>
public sealed class IoView(InventorySnapshot snapshot, IInventoryService service)
{
    /// <param name="owner">The switch.</param>
    /// <param name="only">The one host that is asked for; null for all.</param>
    public IEnumerable<IoHostResource> Show(SwitchConfig owner, Guid? only)
    {
        Dictionary<Guid, long> reserved = IoBook.ReservationsOf(snapshot, owner).GroupBy(one => one.Connection.HostId).ToDictionary(host => host.Key, host => host.Sum(one => one.BitsPerSecond));
        ILookup<Guid, IoUplink> uplinks = IoBook.UplinksOf(snapshot, owner).ToLookup(uplink => uplink.Host.Id);
        long ofVms = owner.IoControl.Enabled ? owner.IoControl.Of(TrafficType.VirtualMachine).ReservationBitsPerSecond : 0;
        return owner.Members.Where(member => (only is null || member.HostId == only) && snapshot.Hosts.ContainsKey(member.HostId)).Select(member =>
        {
            long reservable = ofVms * uplinks[member.HostId].Count();
            long taken = reserved.GetValueOrDefault(member.HostId);
            Dictionary<string, IoUplinkRuntime> told = service.FindIo(member.HostId).Where(one => one.SwitchId == owner.Id).ToDictionary(one => one.Uplink);
            return new IoHostResource
            {
                Host = snapshot.Hosts[member.HostId].Name,
                HostId = member.HostId,
                ReservableBitsPerSecond = reservable,
                ReservedBitsPerSecond = taken,
                FreeBitsPerSecond = Math.Max(reservable - taken, 0),
                Uplinks = [.. uplinks[member.HostId].Select(uplink => Show(owner, uplink, told.GetValueOrDefault(uplink.Assignment.Uplink)))],
            };
        }).OrderBy(host => host.Host, StringComparer.Ordinal);
    }

    private IoUplinkResource Show(SwitchConfig owner, IoUplink uplink, IoUplinkRuntime? told) => new()
    {
        Uplink = uplink.Assignment.Uplink,
        Nic = uplink.Host.Nics.FirstOrDefault(nic => nic.Id == uplink.Assignment.Nic)?.Name ?? uplink.Assignment.Nic,
        CapacityBitsPerSecond = uplink.CapacityBitsPerSecond,
        ReservedBitsPerSecond = owner.IoControl.Enabled ? TrafficTypeWords.All.Sum(type => owner.IoControl.Of(type).ReservationBitsPerSecond) : 0,
        ReadAt = told?.ReadAt,
        Classes = [.. (told?.Classes ?? []).Select(one => Show(owner, one))],
    };

    private IoClassResource Show(SwitchConfig owner, IoClassRuntime one)
    {
        (string? name, int? shares, long reservation, long? limit) = Describe(owner, one);
        return new IoClassResource
        {
            Kind = one.Kind,
            Name = name,
            Shares = shares,
            ReservationBitsPerSecond = reservation > 0 ? reservation : null,
            LimitBitsPerSecond = limit,
            Frames = one.Frames,
            Bytes = one.Bytes,
            DelayedFrames = one.DelayedFrames,
            DroppedFrames = one.DroppedFrames,
            HeldFrames = one.HeldFrames,
            HeldBytes = one.HeldBytes,
        };
    }

    private (string? Name, int? Shares, long Reservation, long? Limit) Describe(SwitchConfig owner, IoClassRuntime one)
    {
        switch (one.Kind)
        {
            case IoClassKind.Traffic when TrafficTypeWords.Parse(one.Name) is { } type:
                IoTraffic traffic = owner.IoControl.Of(type);
                return (one.Name, traffic.Shares, traffic.ReservationBitsPerSecond, traffic.LimitBitsPerSecond);
            case IoClassKind.Pool when owner.IoPools.FirstOrDefault(pool => pool.Name == one.Name) is { } pool:
                return (one.Name, pool.Shares ?? IoShares.Normal, 0, pool.LimitBitsPerSecond);
            case IoClassKind.Port when Guid.TryParse(one.Name, out Guid id) && snapshot.Ports.GetValueOrDefault(id)?.Connection is { } connection:
                IoAllocation own = connection.Io ?? IoAllocation.Usual;
                string who = connection.Vm.Length > 0 ? $"{connection.Vm} {connection.Vnic}" : $"adapter {connection.Vnic}";
                return (who, own.Shares, own.ReservationBitsPerSecond, own.LimitBitsPerSecond);
            default:
                return (one.Name.Length > 0 ? one.Name : null, null, 0, null);
        }
    }
}
