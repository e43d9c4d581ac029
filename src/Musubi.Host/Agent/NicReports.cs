using Musubi.Contracts.Fabric;
using Musubi.Model.Services;

namespace Musubi.Host.Agent;

/// <summary>A NIC as the controller is told of it.</summary>
internal static class NicReports
{
    public static NicReport From(NicRuntime nic)
    {
        NicReport report = new()
        {
            Id = nic.Id,
            Name = nic.Name,
            Mac = nic.Mac,
            Driver = nic.Driver,
            BusAddress = nic.BusAddress,
            LinkUp = nic.LinkUp,
            SpeedMbps = (uint)nic.SpeedMbps,
            Mtu = (uint)nic.Mtu,
            UsedBy = nic.UsedBy,
            UplinkPath = nic.UplinkPath,
            UplinkState = nic.UplinkState,
            // In coarse steps: each change of a report sends the whole of it.
            UplinkLoadPercent = (uint)(10 * ((nic.UplinkLoadPercent + 5) / 10)),
            MoreNeighbours = (uint)nic.MoreNeighbours,
        };
        report.Addresses.AddRange(nic.Addresses);
        report.Neighbours.AddRange(nic.Neighbours.Select(Neighbours.Report));
        return report;
    }
}
