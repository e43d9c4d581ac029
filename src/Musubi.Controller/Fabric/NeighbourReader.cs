using Musubi.Contracts.Fabric;
using Musubi.Model.Config;
using Musubi.Model.Services;
using NeighbourVlan = Musubi.Model.Services.NeighbourVlan;

namespace Musubi.Controller.Fabric;

/// <summary>Reads what a host tells of a neighbour of one of its NICs, bounded. Pure.</summary>
internal static class NeighbourReader
{
    /// <summary>Times beyond any year that a clock shows are none.</summary>
    private const long MaxTime = 253_402_300_799_999_999;

    public static NeighbourRuntime Read(NeighbourReport report) => new()
    {
        Protocol = report.Protocol == "lldp" ? DiscoveryProtocol.Lldp : DiscoveryProtocol.Cdp,
        ChassisId = FabricLimits.Text(report.ChassisId),
        PortId = FabricLimits.Text(report.PortId),
        PortDescription = FabricLimits.Text(report.PortDescription),
        SystemName = FabricLimits.Text(report.SystemName),
        SystemDescription = FabricLimits.Text(report.SystemDescription),
        Platform = FabricLimits.Text(report.Platform),
        Capabilities = [.. report.Capabilities.Take(FabricLimits.CapabilitiesPerNeighbour).Select(FabricLimits.Text)],
        ManagementAddresses = [.. report.ManagementAddresses.Take(FabricLimits.AddressesPerNeighbour).Select(FabricLimits.Text)],
        NativeVlan = report.NativeVlan <= 4094 ? (int)report.NativeVlan : 0,
        Vlans = [.. report.Vlans.Take(FabricLimits.VlansPerNeighbour).Where(vlan => vlan.Id <= 4094).Select(vlan => new NeighbourVlan((int)vlan.Id, FabricLimits.Text(vlan.Name)))],
        Mtu = report.Mtu,
        MaxFrameBytes = (int)Math.Min(report.MaxFrameBytes, ushort.MaxValue),
        Aggregated = report.Aggregated,
        AggregationPort = report.AggregationPort,
        TtlSeconds = (int)Math.Min(report.TtlSeconds, ushort.MaxValue),
        LastSeen = DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(report.LastSeenUs, 0, MaxTime) * TimeSpan.TicksPerMicrosecond),
    };
}
