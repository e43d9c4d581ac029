using Musubi.Contracts.Fabric;

namespace Musubi.Fleet.Hosts;

/// <summary>A NIC of a simulated host.</summary>
internal sealed class FleetNic(string name, string driver, string busAddress, string mac, uint speedMbps)
{
    public string Name => name;

    public string Id => $"pci:{busAddress}";

    public string Mac => mac;

    public bool LinkUp { get; set; } = true;

    /// <summary>The physical switch at the other end and its port; null: nobody is heard.</summary>
    public (string System, string Port)? Neighbour { get; init; }

    /// <summary>Its own addresses: a NIC that has some is the host's way to the controller and no uplink.</summary>
    public string? Address { get; init; }

    /// <param name="usedBy">The switch that has it; empty when it is free.</param>
    /// <param name="now">Microseconds since the Unix epoch.</param>
    public NicReport Report(string usedBy, long now)
    {
        NicReport report = new()
        {
            Id = Id,
            Name = name,
            Mac = mac,
            Driver = driver,
            BusAddress = busAddress,
            LinkUp = LinkUp,
            SpeedMbps = LinkUp ? speedMbps : 0,
            Mtu = 9000,
            UsedBy = usedBy,
            UplinkPath = usedBy.Length == 0 ? "" : "AF_PACKET: as set",
            UplinkState = usedBy.Length == 0 ? "" : LinkUp ? "usable" : "linkDown",
        };
        if (Address is not null)
        {
            report.Addresses.Add(Address);
        }

        if (Neighbour is var (system, port) && LinkUp && usedBy.Length > 0)
        {
            report.Neighbours.Add(new NeighbourReport
            {
                Protocol = "lldp",
                ChassisId = system,
                SystemName = system,
                PortId = port,
                PortDescription = $"to {name}",
                SystemDescription = "Top of rack",
                TtlSeconds = 120,
                LastSeenUs = now,
            });
        }

        return report;
    }
}
