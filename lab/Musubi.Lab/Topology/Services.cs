using Musubi.Lab.Processes;

namespace Musubi.Lab.Topology;

/// <summary>What runs in a lab, and how.</summary>
internal sealed class Services(LabLayout layout)
{
    /// <summary>Shortest lease that dnsmasq gives, in seconds: a client renews at half of it.</summary>
    public const int LeaseSeconds = 120;

    public const string Controller = "controller";

    public const string Dhcp = "dnsmasq";

    public static string SwitchOf(int host) => $"h{host}-switch";

    public static string AgentOf(int host) => $"h{host}-host";

    public string LeaseFile => Path.Combine(layout.StateFolder, "router", "leases");

    /// <summary>The controller, the DHCP server, and data plane and agent of every host.</summary>
    public IEnumerable<ProcessSpec> All() =>
    [
        Dnsmasq(), ControllerProcess(),
        .. Enumerable.Range(1, layout.Options.Hosts).SelectMany(host => new[] { SwitchProcess(host), AgentProcess(host) }),
    ];

    public ProcessSpec SwitchProcess(int host)
    {
        Directory.CreateDirectory(layout.HostRun(host));
        return new ProcessSpec
        {
            Name = SwitchOf(host),
            Namespace = layout.Host(host),
            Command = [Installation.Program("musubi-switch"), "--run", layout.HostRun(host)],
        };
    }

    public ProcessSpec AgentProcess(int host)
    {
        Directory.CreateDirectory(layout.HostState(host));
        return new ProcessSpec
        {
            Name = AgentOf(host),
            Namespace = layout.Host(host),
            Command =
            [
                Installation.Program("musubi-host"), "--run", layout.HostRun(host), "--state", layout.HostState(host), "--name", $"h{host}",
                "--uplink-driver", layout.Options.UplinkDriver,
            ],
        };
    }

    /// <summary>A DHCP client for a namespace VM, in the foreground of the supervisor.</summary>
    public ProcessSpec DhcpClient(string vm, string space)
    {
        string folder = layout.VmFolder(vm);
        Directory.CreateDirectory(folder);
        string script = Path.Combine(folder, "dhcp.sh");
        Guests.Scripts.Install("dhcp.sh", script);
        return new ProcessSpec
        {
            Name = $"{vm}-dhcp",
            Namespace = space,
            Command = [Installation.Busybox, "udhcpc", "-f", "-i", "eth0", "-s", script, "-t", "10", "-T", "1", "-A", "1"],
            Environment = new Dictionary<string, string> { ["LEASE_LOG"] = LeaseLog(vm), ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin" },
        };
    }

    /// <summary>A DHCP server in a namespace VM of a check.</summary>
    /// <param name="range">As dnsmasq takes it: first and last address and the mask.</param>
    public ProcessSpec DhcpServer(string vm, string space, string range) => new()
    {
        Name = $"{vm}-dnsmasq",
        Namespace = space,
        Command =
        [
            "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--port=0", "--user=root", "--pid-file=", "--log-facility=-", "--no-ping", "--dhcp-authoritative",
            "--interface=eth0", $"--dhcp-leasefile={Path.Combine(layout.StateFolder, $"{vm}-leases")}", $"--dhcp-range={range},{LeaseSeconds}",
        ],
    };

    /// <summary>Lines "bound ADDRESS", "renew ADDRESS", as the VM's client saw them.</summary>
    public string LeaseLog(string vm) => Path.Combine(layout.VmFolder(vm), "leases.log");

    private ProcessSpec ControllerProcess()
    {
        Directory.CreateDirectory(layout.ControllerData);
        return new ProcessSpec
        {
            Name = Controller,
            Namespace = layout.Ctl,
            Command =
            [
                Installation.Program("musubi-controller"), "--data", layout.ControllerData,
                "--api", $"{LabLayout.ControllerAddress}:7443", "--fabric", $"{LabLayout.ControllerAddress}:7444",
            ],
        };
    }

    private ProcessSpec Dnsmasq()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(LeaseFile)!);
        return new ProcessSpec
        {
            Name = Dhcp,
            Namespace = layout.Router,
            Command =
            [
                "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--port=0", "--user=root", "--pid-file=", "--log-facility=-", "--log-dhcp",
                "--no-ping", "--dhcp-authoritative", "--bind-interfaces", $"--dhcp-leasefile={LeaseFile}",
                .. LabLayout.Vlans.Select(vlan => $"--interface={LabLayout.Leg(vlan)}"),
                .. LabLayout.Vlans.Select(vlan => $"--dhcp-range=10.{vlan}.2.1,10.{vlan}.2.250,255.255.0.0,{LeaseSeconds}"),
            ],
        };
    }
}
