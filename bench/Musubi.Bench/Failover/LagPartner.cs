using Musubi.Bench.Processes;

namespace Musubi.Bench.Failover;

/// <summary>Open vSwitch with its netdev datapath in a namespace, as the physical switch at the other end of a LAG: a bond with LACP, and a bridge behind it.</summary>
internal sealed class LagPartner : IDisposable
{
    private const string Bond = "bond0";

    private readonly string _space;
    private readonly string _tree;
    private readonly string _folder = Directory.CreateTempSubdirectory("musubi-b9-ovs-").FullName;
    private readonly Dictionary<string, string> _environment;
    private readonly List<ChildProcess> _daemons = [];

    /// <param name="space">Name of the namespace.</param>
    /// <param name="tree">Where the unpacked programs of Open vSwitch are.</param>
    public LagPartner(string space, string tree)
    {
        (_space, _tree) = (space, tree);
        _environment = new Dictionary<string, string> { ["OVS_RUNDIR"] = _folder };
        Run("usr/bin/ovsdb-tool", "create", In("conf.db"), Path.Combine(tree, "usr/share/openvswitch/vswitch.ovsschema"));
        Launch("usr/sbin/ovsdb-server", In("conf.db"), "--remote=punix:" + In("db.sock"), "--unixctl=" + In("db.ctl"));
        Await(() => File.Exists(In("db.sock")), "database");
        Configure("--no-wait", "init");
        Launch("usr/lib/openvswitch-switch/ovs-vswitchd", "unix:" + In("db.sock"), "--unixctl=" + In("sw.ctl"));
        Configure("add-br", "br0", "--", "set", "bridge", "br0", "datapath_type=netdev");
    }

    public void Add(string nic) => Configure("add-port", "br0", nic);

    /// <summary>Speaks LACP on these, once a second.</summary>
    public void AddBond(params string[] nics) =>
        Configure(["add-bond", "br0", Bond, .. nics, "lacp=active", "bond_mode=balance-tcp", "--", "set", "port", Bond, "other_config:lacp-time=fast"]);

    /// <summary>Returns when so many members carry frames.</summary>
    /// <exception cref="BenchException">They did not within 20 s.</exception>
    public void AwaitMembers(int count) =>
        Await(() => Run("usr/bin/ovs-appctl", "-t", In("sw.ctl"), "bond/show", Bond).Split('\n').Count(line => line.Contains(": enabled", StringComparison.Ordinal)) == count, "bond");

    public void Dispose()
    {
        foreach (ChildProcess daemon in _daemons)
        {
            daemon.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private void Configure(params string[] words) => Run("usr/bin/ovs-vsctl", ["--timeout=20", "--db=unix:" + In("db.sock"), .. words]);

    private void Launch(string program, params string[] words) =>
        _daemons.Add(new ChildProcess("ip", ["netns", "exec", _space, Path.Combine(_tree, program), .. words, "-vconsole:off"], _environment));

    private string Run(string program, params string[] words) => ChildProcess.Run(Path.Combine(_tree, program), words, _environment);

    private string In(string file) => Path.Combine(_folder, file);

    private static void Await(Func<bool> holds, string what)
    {
        for (long end = Environment.TickCount64 + 20_000; !holds();)
        {
            if (Environment.TickCount64 > end)
            {
                throw new BenchException($"Open vSwitch's {what} was not there within 20 s");
            }

            Thread.Sleep(20);
        }
    }
}
