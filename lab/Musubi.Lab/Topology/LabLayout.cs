namespace Musubi.Lab.Topology;

/// <summary>Names, addresses and folders of a lab; docs/lab.md lists them.</summary>
internal sealed class LabLayout(LabOptions options)
{
    public const string StateRoot = "/run/musubi-lab";

    /// <summary>The router's legs: the VLAN (0 for untagged) and the network that it serves there.</summary>
    public static readonly IReadOnlyList<int> Vlans = [0, 10, 20];

    public LabOptions Options { get; } = options;

    public string Phys => $"{Options.Name}-phys";

    public string Router => $"{Options.Name}-router";

    public string Ctl => $"{Options.Name}-ctl";

    public string StateFolder => Path.Combine(StateRoot, Options.Name);

    public string ControllerData => Path.Combine(StateFolder, "ctl", "data");

    public string PasswordFile => Path.Combine(ControllerData, "admin-password");

    public string AdminFile => Path.Combine(ControllerData, "admin.json");

    public static string ControllerAddress => "172.31.0.1";

    public string Host(int host) => $"{Options.Name}-h{host}";

    public string HostRun(int host) => Path.Combine(StateFolder, $"h{host}", "run");

    public string HostState(int host) => Path.Combine(StateFolder, $"h{host}", "state");

    public static string HostAddress(int host) => $"172.31.0.{10 + host}";

    public string Vm(int vm) => $"{Options.Name}-vm{vm}";

    public string VmFolder(string vm) => Path.Combine(StateFolder, vm);

    /// <summary>The host that namespace VM number <paramref name="vm"/> lives on: they are dealt out in turn.</summary>
    public int HostOf(int vm) => ((vm - 1) % Options.Hosts) + 1;

    /// <summary>NICs of each host: one for each uplink of the distributed switch, and a free one for a standard switch.</summary>
    public int Nics => Options.Uplinks + 1;

    /// <summary>A host's NIC number <paramref name="uplink"/>, from 1, inside the host.</summary>
    public static string Nic(int uplink) => $"u{uplink}";

    /// <summary>The port of the physical switch that the NIC is cabled to.</summary>
    public static string SwitchPort(int host, int uplink) => $"h{host}u{uplink}";

    public static string NicMac(int host, int uplink) => $"02:4d:00:{host:x2}:00:{uplink:x2}";

    public static string Leg(int vlan) => $"leg{vlan}";

    public static string LegPort(int vlan) => $"r{vlan}";

    public static string LegMac(int vlan) => $"02:4d:ff:00:00:{vlan:x2}";

    /// <summary>The router's address in a VLAN; networks are /16.</summary>
    public static string RouterAddress(int vlan) => $"10.{vlan}.0.1";

    /// <summary>An address outside the leases, for a VM that has a static one.</summary>
    public static string StaticAddress(int vlan, int vm) => $"10.{vlan}.1.{vm}";
}
