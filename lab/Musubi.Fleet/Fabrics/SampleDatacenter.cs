namespace Musubi.Fleet.Fabrics;

/// <summary>A datacenter such as people have: what pictures of the pages show. Something is always broken in one.</summary>
internal static class SampleDatacenter
{
    private static readonly string[] Hosts = ["kvm-tyo-a01", "kvm-tyo-a02", "kvm-tyo-a03", "kvm-tyo-b01", "kvm-tyo-b02", "kvm-tyo-b03", "kvm-osk-dr01"];

    public static FabricPlan Plan { get; } = new()
    {
        Hosts = Hosts,
        Switches =
        [
            new PlannedSwitch("prod", ["eth2", "eth3"])
            {
                More = new Dictionary<string, object>
                {
                    ["mtu"] = 9000,
                    ["discovery"] = new { protocol = "lldp", operation = "both" },
                    ["privateVlans"] = new[] { new { primary = 300, isolated = 301, communities = new[] { 302, 303 } } },
                },
            },
            new PlannedSwitch("storage", ["eth4", "eth5"]) { More = new Dictionary<string, object> { ["mtu"] = 9000 } },
        ],
        Groups =
        [
            new PlannedGroup("web-frontend", "prod", new { vlan = "110" }),
            new PlannedGroup("order-service", "prod", new { vlan = "120", teaming = new { policy = "explicitOrder", active = new[] { "Uplink 1" }, standby = new[] { "Uplink 2" } } }),
            new PlannedGroup("postgres", "prod", new { vlan = "130", shaping = new { egress = new { enabled = true, averageBitsPerSecond = 4_000_000_000L } } }),
            new PlannedGroup("dmz-tenants", "prod", new { vlan = "private 301" }),
            new PlannedGroup("network-appliances", "prod", new { vlan = "trunk 0,110-130", security = new { forgedTransmits = "accept", macChanges = "accept" } }),
            new PlannedGroup("office-vdi-finance-and-accounting-tokyo", "prod", new { vlan = "140" }),
            new PlannedGroup("ceph-public", "storage", new { vlan = "700" }),
            new PlannedGroup("ceph-cluster", "storage", new { vlan = "701" }),
        ],
        Vms =
        [
            .. Spread("web", 8, 0, "web-frontend"),
            .. Spread("orders-api", 6, 2, "order-service"),
            .. Spread("pg", 3, 1, "postgres", "ceph-public"),
            .. Spread("tenant-hoshino", 2, 3, "dmz-tenants"),
            .. Spread("tenant-blue-harbour", 2, 5, "dmz-tenants"),
            .. Spread("fw-edge", 2, 0, "network-appliances"),
            .. Spread("vdi", 9, 4, "office-vdi-finance-and-accounting-tokyo"),
            .. Spread("ceph-osd", 6, 0, "ceph-public", "ceph-cluster"),
            new PlannedVm("経理システム-01", Hosts[3], "office-vdi-finance-and-accounting-tokyo"),
            new PlannedVm("legacy-erp-reporting-frontend-0001.corp.example.internal", Hosts[4], "web-frontend"),
        ],
        DeadLinks = [("kvm-tyo-b02", "eth3")],
        Away = ["kvm-osk-dr01"],
        Blocked = ["vdi-07"],
        Unruly = ["tenant-hoshino-02", "web-05"],
        Broken = new Dictionary<string, string> { ["vdi-03"] = "no TAP named vdi-03-nic0: the VM has not been started, or names another one" },
    };

    private static IEnumerable<PlannedVm> Spread(string name, int count, int first, params string[] groups) =>
        Enumerable.Range(1, count).Select(number => new PlannedVm($"{name}-{number:00}", Hosts[(first + number - 1) % (Hosts.Length - 1)], groups));
}
