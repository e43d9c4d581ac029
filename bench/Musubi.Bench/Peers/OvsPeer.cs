using System.Globalization;
using System.Text.RegularExpressions;
using Musubi.Bench.Processes;

namespace Musubi.Bench.Peers;

/// <summary>Open vSwitch with DPDK: one bridge that learns MACs (action NORMAL), one poll-mode thread. Its own database and folder.</summary>
internal sealed partial class OvsPeer : ISwitchPeer
{
    private readonly PeerSetup _setup;
    private readonly string _tree;
    private readonly Dictionary<string, string> _environment;
    private readonly ChildProcess _database;
    private readonly ChildProcess _switch;
    private readonly UplinkPair? _pair;

    /// <param name="tree">Where the unpacked programs of Open vSwitch are.</param>
    public OvsPeer(PeerSetup setup, string tree)
    {
        (_setup, _tree) = (setup, tree);
        _environment = new Dictionary<string, string> { ["OVS_RUNDIR"] = setup.Folder, ["OVS_LOGDIR"] = setup.Folder, ["OVS_DBDIR"] = setup.Folder };
        string database = In("conf.db");
        Run("ovsdb-tool", "create", database, Path.Combine(tree, "usr/share/openvswitch/vswitch.ovsschema"));
        _database = new ChildProcess(Program("ovsdb-server"), [database, "--remote=punix:" + In("db.sock"), "--unixctl=" + In("db.ctl")], _environment);
        WaitForFile(In("db.sock"));
        Configure();
        _pair = setup.Uplinks == UplinkKind.None ? null : new UplinkPair();
        string[] place = _pair is null ? [] : ["ip", "netns", "exec", UplinkPair.Namespace];
        _switch = new ChildProcess("taskset",
            ["-c", Text(setup.OtherProcessor), .. place, Program("ovs-vswitchd-dpdk"), "unix:" + In("db.sock"), "--unixctl=" + In("sw.ctl"), "--pidfile=" + In("sw.pid")], _environment);
        AddPorts();
    }

    public string Name => PeerFactory.Ovs;

    public string Socket(int port) => In("port" + Text(port));

    public PeerUsage Usage()
    {
        string told = Run("ovs-appctl", "-t", In("sw.ctl"), "dpif-netdev/pmd-stats-show");
        Match cycles = Cycles().Match(told);
        return cycles.Success
            ? new PeerUsage(Number(cycles.Groups[1]) * 1000 / ProcessorClock.Megahertz, Number(cycles.Groups[2]))
            : throw new BenchException($"ovs-vswitchd told no cycles: {told}");
    }

    /// <summary>Runs one of its tools; its output.</summary>
    public string Run(string tool, params string[] arguments) => ChildProcess.Run(Program(tool), arguments, _environment);

    public void Dispose()
    {
        _switch.Dispose();
        _database.Dispose();
        _pair?.Dispose();
    }

    private void Configure()
    {
        Vsctl("--no-wait", "init");
        Vsctl("--no-wait", "set", "Open_vSwitch", ".", "other_config:dpdk-init=true", "other_config:dpdk-socket-mem=512",
            "other_config:dpdk-lcore-mask=" + Mask(_setup.OtherProcessor), "other_config:pmd-cpu-mask=" + Mask(_setup.Processor),
            "other_config:dpdk-extra=--no-telemetry --no-pci --in-memory --file-prefix=mb-ovs");
    }

    private void AddPorts()
    {
        WaitForFile(In("sw.pid"));
        for (int port = 0; port < _setup.Macs.Count; port++)
        {
            string name = "port" + Text(port);
            string bridge = "br" + Text(_pair is null ? 0 : port);
            Vsctl("--may-exist", "add-br", bridge, "--", "set", "bridge", bridge, "datapath_type=netdev", "other-config:mac-table-size=262144");
            Vsctl("add-port", bridge, name, "--", "set", "Interface", name, "type=dpdkvhostuser");
            WaitForFile(Socket(port));
            if (_pair is not null)
            {
                AddUplink(bridge, UplinkPair.Names[port]);
            }
        }
    }

    private void AddUplink(string bridge, string nic)
    {
        if (_setup.Uplinks == UplinkKind.AfXdp)
        {
            Vsctl("add-port", bridge, nic, "--", "set", "Interface", nic, "type=dpdk", $"options:dpdk-devargs=net_af_xdp_{nic},iface={nic}");
        }
        else
        {
            Vsctl("add-port", bridge, nic);
        }

        string error = Run("ovs-vsctl", "--db=unix:" + In("db.sock"), "get", "Interface", nic, "error").Trim();
        if (error != "[]")
        {
            throw new BenchException($"Open vSwitch cannot use {nic}: {error}");
        }
    }

    private void Vsctl(params string[] arguments) => Run("ovs-vsctl", ["--timeout=20", "--db=unix:" + In("db.sock"), .. arguments]);

    private string In(string file) => Path.Combine(_setup.Folder, file);

    private string Program(string name) => name switch
    {
        "ovs-vswitchd-dpdk" => Path.Combine(_tree, "usr/lib/openvswitch-switch-dpdk", name),
        "ovsdb-server" => Path.Combine(_tree, "usr/sbin", name),
        _ => Path.Combine(_tree, "usr/bin", name),
    };

    private void WaitForFile(string path)
    {
        for (long end = Environment.TickCount64 + 20_000; !File.Exists(path);)
        {
            if (Environment.TickCount64 > end)
            {
                throw new BenchException($"Open vSwitch did not make {path}: {_switch?.Output}{_database.Output}");
            }

            Thread.Sleep(10);
        }
    }

    private static string Mask(int processor) => (1 << processor).ToString("x", CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double Number(Capture text) => double.Parse(text.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"avg processing cycles per packet: [\d.]+ \((\d+)/(\d+)\)")]
    private static partial Regex Cycles();
}
