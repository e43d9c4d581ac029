using System.Globalization;

namespace Musubi.Fleet.Fabrics;

/// <summary>A fabric to be made: names as people give them, and what is not as it should be.</summary>
internal sealed record FabricPlan
{
    public required IReadOnlyList<string> Hosts { get; init; }

    public required IReadOnlyList<PlannedSwitch> Switches { get; init; }

    public required IReadOnlyList<PlannedGroup> Groups { get; init; }

    public required IReadOnlyList<PlannedVm> Vms { get; init; }

    /// <summary>Host and NIC of cables that are pulled.</summary>
    public IReadOnlyList<(string Host, string Nic)> DeadLinks { get; init; } = [];

    /// <summary>Hosts whose agents are gone in the end.</summary>
    public IReadOnlyList<string> Away { get; init; } = [];

    /// <summary>VMs whose ports are blocked.</summary>
    public IReadOnlyList<string> Blocked { get; init; } = [];

    /// <summary>VMs that send what they may not.</summary>
    public IReadOnlyList<string> Unruly { get; init; } = [];

    /// <summary>VMs whose ports do not work on their hosts, and why.</summary>
    public IReadOnlyDictionary<string, string> Broken { get; init; } = new Dictionary<string, string>();

    /// <summary>Three hosts, one switch, two port groups, eight VMs, all well.</summary>
    public static FabricPlan Small { get; } = new()
    {
        Hosts = ["kvm-a01", "kvm-a02", "kvm-a03"],
        Switches = [new PlannedSwitch("prod", ["eth2", "eth3"])],
        Groups = [new PlannedGroup("web", "prod", new { vlan = "10" }), new PlannedGroup("db", "prod", new { vlan = "20" })],
        Vms = [.. Enumerable.Range(1, 8).Select(number => new PlannedVm($"vm{number}", $"kvm-a0{1 + ((number - 1) % 3)}", number <= 5 ? "web" : "db"))],
    };

    /// <summary>As large as is asked, all well: twenty VMs to a host, a port group for each hundred of them.</summary>
    public static FabricPlan Of(int hosts, int vmsPerHost) => new()
    {
        Hosts = [.. Enumerable.Range(1, hosts).Select(HostName)],
        Switches = [new PlannedSwitch("prod", ["eth2", "eth3"])],
        Groups = [.. Enumerable.Range(1, Math.Max(1, hosts * vmsPerHost / 100)).Select(number => new PlannedGroup(GroupName(number), "prod", new { vlan = $"{100 + number}" }))],
        Vms = [.. from host in Enumerable.Range(1, hosts) from vm in Enumerable.Range(1, vmsPerHost)
            select new PlannedVm(VmName((vmsPerHost * (host - 1)) + vm), HostName(host), GroupName(1 + (((vmsPerHost * (host - 1)) + vm) % Math.Max(1, hosts * vmsPerHost / 100))))],
    };

    private static string HostName(int number) => string.Create(CultureInfo.InvariantCulture, $"kvm-r{1 + ((number - 1) / 20):00}-n{1 + ((number - 1) % 20):00}");

    private static string VmName(int number) => string.Create(CultureInfo.InvariantCulture, $"app-{number:00000}");

    private static string GroupName(int number) => string.Create(CultureInfo.InvariantCulture, $"tenant-{number:000}");
}
