using System.Globalization;

namespace Musubi.Fleet.Hosts;

/// <summary>The NICs that a host of some make has. Pure.</summary>
internal static class FleetNics
{
    /// <summary>One for the way to the controller, two pairs for switches, one that is free.</summary>
    /// <param name="host">Number of the host, from 1.</param>
    public static IReadOnlyList<FleetNic> Of(int host) =>
    [
        new FleetNic("eth0", "igb", "0000:04:00.0", Mac(host, 0), 1_000) { Address = string.Create(CultureInfo.InvariantCulture, $"10.1.{host / 250}.{1 + (host % 250)}/16") },
        new FleetNic("eth1", "igb", "0000:04:00.1", Mac(host, 1), 1_000),
        new FleetNic("eth2", "mlx5_core", "0000:3b:00.0", Mac(host, 2), 25_000) { Neighbour = (Leaf(host, 'a'), Port(host)) },
        new FleetNic("eth3", "mlx5_core", "0000:3b:00.1", Mac(host, 3), 25_000) { Neighbour = (Leaf(host, 'b'), Port(host)) },
        new FleetNic("eth4", "ice", "0000:af:00.0", Mac(host, 4), 100_000) { Neighbour = (Leaf(host, 's'), Port(host)) },
        new FleetNic("eth5", "ice", "0000:af:00.1", Mac(host, 5), 100_000) { Neighbour = (Leaf(host, 't'), Port(host)) },
    ];

    private static string Mac(int host, int nic) => $"b8:59:9f:{host >> 8 & 0xff:x2}:{host & 0xff:x2}:{nic:x2}";

    private static string Leaf(int host, char which) => string.Create(CultureInfo.InvariantCulture, $"leaf-{1 + ((host - 1) / 20):00}{which}");

    private static string Port(int host) => string.Create(CultureInfo.InvariantCulture, $"Ethernet1/{1 + ((host - 1) % 20)}");
}
