using Musubi.Contracts.Fabric;
using Musubi.Contracts.Plan;
using Musubi.Model.Services;
using ModelProtocol = Musubi.Model.Config.DiscoveryProtocol;
using PlanProtocol = Musubi.Contracts.Plan.DiscoveryProtocol;
using ReportedVlan = Musubi.Contracts.Fabric.NeighbourVlan;
using SeenVlan = Musubi.Model.Services.NeighbourVlan;

namespace Musubi.Host.Agent;

/// <summary>Neighbours of uplinks in the words of the data plane, the model and the controller. Pure.</summary>
internal static class Neighbours
{
    public static NeighbourRuntime From(Neighbour heard) => new()
    {
        Protocol = heard.Protocol == PlanProtocol.Lldp ? ModelProtocol.Lldp : ModelProtocol.Cdp,
        ChassisId = heard.ChassisId,
        PortId = heard.PortId,
        PortDescription = heard.PortDescription,
        SystemName = heard.SystemName,
        SystemDescription = heard.SystemDescription,
        Platform = heard.Platform,
        Capabilities = [.. heard.Capabilities],
        ManagementAddresses = [.. heard.ManagementAddresses],
        NativeVlan = (int)heard.NativeVlan,
        Vlans = [.. heard.Vlans.Select(vlan => new SeenVlan((int)vlan.Id, vlan.Name))],
        Mtu = heard.Mtu,
        MaxFrameBytes = (int)heard.MaxFrameBytes,
        Aggregated = heard.Aggregated,
        AggregationPort = heard.AggregationPort,
        TtlSeconds = (int)heard.TtlSeconds,
        LastSeen = DateTimeOffset.UnixEpoch.AddTicks(heard.LastSeenUs * TimeSpan.TicksPerMicrosecond),
    };

    public static NeighbourReport Report(NeighbourRuntime seen)
    {
        NeighbourReport report = new()
        {
            Protocol = Model.Resources.DiscoveryResource.Word(seen.Protocol),
            ChassisId = seen.ChassisId,
            PortId = seen.PortId,
            PortDescription = seen.PortDescription,
            SystemName = seen.SystemName,
            SystemDescription = seen.SystemDescription,
            Platform = seen.Platform,
            NativeVlan = (uint)seen.NativeVlan,
            Mtu = (uint)seen.Mtu,
            MaxFrameBytes = (uint)seen.MaxFrameBytes,
            Aggregated = seen.Aggregated,
            AggregationPort = (uint)seen.AggregationPort,
            TtlSeconds = (uint)seen.TtlSeconds,
            LastSeenUs = (seen.LastSeen - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
        };
        report.Capabilities.AddRange(seen.Capabilities);
        report.ManagementAddresses.AddRange(seen.ManagementAddresses);
        report.Vlans.AddRange(seen.Vlans.Select(vlan => new ReportedVlan { Id = (uint)vlan.Id, Name = vlan.Name }));
        return report;
    }

    /// <summary>"sw1, port Gi1/0/1 (LLDP)".</summary>
    public static string Name(Neighbour heard) =>
        $"{(heard.SystemName.Length > 0 ? heard.SystemName : heard.ChassisId)}, port {heard.PortId} ({(heard.Protocol == PlanProtocol.Lldp ? "LLDP" : "CDP")})";
}
