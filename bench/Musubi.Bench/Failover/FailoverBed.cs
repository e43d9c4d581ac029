using System.Globalization;
using Google.Protobuf;
using Musubi.Bench.Peers;
using Musubi.Bench.Processes;
using Musubi.Contracts.Plan;
using Musubi.Io.Namespaces;
using Musubi.Io.Native;
using Musubi.Io.Netlink;
using Musubi.Io.Packet;
using Musubi.Io.Tap;
using Musubi.Io.Vhost.Session;

namespace Musubi.Bench.Failover;

/// <summary>
/// One host with a real data plane and three uplinks into a bridge (or two of them as a LAG into Open vSwitch), a VM's TAP, and a station behind the
/// bridge, in namespaces of their own. They end with the measurement.
/// </summary>
internal sealed class FailoverBed : IDisposable
{
    public const int Uplinks = 3;

    /// <summary>Of the LAG: the first so many uplinks.</summary>
    public const int LagMembers = 2;

    private const string Prefix = "mbench-b9-";
    private const string Bridge = "br0";
    private const string StationLink = "station";

    private readonly NetworkNamespace _host;
    private readonly NetworkNamespace _network;
    private readonly NetworkNamespace _vm;
    private readonly NetworkNamespace _outside;
    private readonly RouteClient _routes;
    private readonly TunDevice _tap;
    private readonly ChildProcess _process;
    private readonly string _folder;
    private readonly SwitchPlan _plan;
    private readonly int[] _cables;
    private readonly LagPartner? _partner;
    private readonly int _bridge;
    private SwitchSocket? _agent;
    private int _failing;

    /// <param name="spanningTree">The bridge speaks it: a port forwards four seconds after its link came up.</param>
    /// <param name="ports">In the plan; all but the VM's without a descriptor, or with a socket at which no guest calls.</param>
    /// <param name="ovs">Where Open vSwitch is unpacked: its bond is the other end of a LAG, which the teaming names (<see cref="LagTeam"/>).</param>
    public FailoverBed(string program, TeamingSettings teaming, bool spanningTree, int ports, bool listening = false, string? ovs = null)
    {
        Remove();
        _folder = Directory.CreateTempSubdirectory("musubi-b9-").FullName;
        (_host, _network, _vm, _outside) = (Make("host"), Make("net"), Make("vm"), Make("out"));
        _routes = RouteClient.OpenIn(_network);
        _partner = ovs is null ? null : new LagPartner(Prefix + "net", ovs);
        _bridge = ovs is null ? MakeBridge(spanningTree) : 0;
        ChildProcess.Run("ip", ["-n", Prefix + "out", "link", "add", "eth0", "type", "veth", "peer", "name", StationLink, "netns", Prefix + "net"]);
        Plug(StationLink);
        ChildProcess.Run("ip", ["-n", Prefix + "out", "link", "set", "eth0", "up"]);
        _tap = _vm.Run(() => TunDevice.Open("eth0"));
        ChildProcess.Run("ip", ["-n", Prefix + "vm", "link", "set", "eth0", "address", "02:00:00:00:00:01", "up"]);
        _process = new ChildProcess("ip", ["netns", "exec", Prefix + "host", program, "--run", _folder]);
        _agent = new SwitchSocket(Path.Combine(_folder, "switch.sock"));
        _plan = new SwitchPlan { Generation = 1, Switches = { new PlannedSwitch { Key = 1, Id = Id(1, 3), Name = "bench", Mtu = 1500 } } };
        _plan.Switches[0].Lags.AddRange(_partner is null ? [] : [Lag()]);
        _cables = [.. Enumerable.Range(0, Uplinks).Select(AddUplink)];
        for (int i = 1; _plan.Ports.Count < Uplinks + ports; i++)
        {
            _plan.Ports.Add(Vnic(i, teaming));
            if (listening && i > 1)
            {
                Listen(_plan.Ports[^1], i);
            }
        }

        _agent.Offer(_plan.Ports[Uplinks], [_tap.Descriptor]);
        _agent.Apply(_plan, mayLackDescriptors: !listening);
        if (spanningTree)
        {
            // All ports listen and learn first.
            Thread.Sleep(TimeSpan.FromSeconds(5));
        }

        _partner?.AddBond([.. Enumerable.Range(0, LagMembers).Select(Cable)]);
        _partner?.AwaitMembers(LagMembers);
        Station = Interface(_outside, "eth0");
        Vm = Interface(_vm, "eth0");
        Events = new LinkClock(_host, UplinkIndex(0));
    }

    public static ulong VmMac => 0x0200_0000_0001;

    public static ulong StationMac => 0x0600_0000_0001;

    /// <summary>A socket at the station's NIC; the caller's.</summary>
    public FileDescriptor Station { get; }

    /// <summary>A socket at the VM's NIC; the caller's.</summary>
    public FileDescriptor Vm { get; }

    /// <summary>When the kernel told of the link of the uplink that fails.</summary>
    public LinkClock Events { get; private set; }

    public static TeamingSettings Team(bool beacons, uint failbackDelay)
    {
        TeamingSettings team = new()
        {
            Policy = TeamingPolicy.ExplicitOrder,
            Failback = true,
            NotifySwitches = true,
            FailureDetection = beacons ? FailureDetection.Beacon : FailureDetection.Link,
            FailbackDelayMilliseconds = failbackDelay,
        };
        team.Active.Add(Id(0, 2));
        team.Standby.AddRange(Enumerable.Range(1, Uplinks - 1).Select(uplink => Id(uplink, 2)));
        return team;
    }

    /// <summary>All frames by the LAG; nothing stands by.</summary>
    public static TeamingSettings LagTeam() =>
        new() { Policy = TeamingPolicy.ExplicitOrder, Failback = true, NotifySwitches = true, FailureDetection = FailureDetection.Link, Active = { Id(1, 4) } };

    /// <summary>The plan in force, to be changed and put in force again.</summary>
    public SwitchPlan Plan => _plan;

    /// <summary>Milliseconds for which the data plane's control thread has run on a processor.</summary>
    public double ControlMilliseconds => double.Parse(File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1e6;

    /// <summary>Sends the plan as it is now, and returns when every worker runs it.</summary>
    /// <returns>How long that took, from the socket on.</returns>
    public TimeSpan Apply()
    {
        _plan.Generation++;
        return _agent!.Apply(_plan, mayLackDescriptors: true);
    }

    /// <summary>The agent is gone from now on.</summary>
    public void EndAgent()
    {
        _agent?.Dispose();
        _agent = null;
    }

    /// <summary>The uplink that fails from now on is the one that has carried most of a stream so far: of a LAG's, only the hash knows which that is.</summary>
    /// <param name="sends">The stream is what the VM sends.</param>
    public void ChooseBusiest(bool sends)
    {
        string counter = sends ? "rx_packets" : "tx_packets";
        _failing = Enumerable.Range(0, LagMembers).MaxBy(number => long.Parse(
            ChildProcess.Run("ip", ["netns", "exec", Prefix + "net", "cat", $"/sys/class/net/{Cable(number)}/statistics/{counter}"]), CultureInfo.InvariantCulture));
        Events.Dispose();
        Events = new LinkClock(_host, UplinkIndex(_failing));
    }

    /// <summary>Returns when the partner uses so many members of the LAG.</summary>
    public void AwaitMembers(int count) => _partner?.AwaitMembers(count);

    /// <summary>The cable of the uplink that fails: the first, if nothing else was chosen.</summary>
    public void SetCable(bool plugged) => _routes.Links.SetUp(_cables[_failing], plugged);

    /// <summary>Whether the physical switch forwards what the first uplink sends, and to it; the link stays as it is.</summary>
    public void SetForwarding(bool forwards) => _routes.Links.SetMaster(_cables[0], forwards ? _bridge : 0);

    public void Dispose()
    {
        Events.Dispose();
        _agent?.Dispose();
        _process.Dispose();
        _partner?.Dispose();
        foreach (IDisposable part in (IEnumerable<IDisposable>)[Station, Vm, _tap, _routes, _host, _network, _vm, _outside])
        {
            part.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
        Remove();
    }

    private int AddUplink(int number)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"u{number}");
        string cable = Cable(number);
        ChildProcess.Run("ip", ["-n", Prefix + "host", "link", "add", name, "type", "veth", "peer", "name", cable, "netns", Prefix + "net"]);
        ChildProcess.Run("ip", ["-n", Prefix + "host", "link", "set", name, "promisc", "on", "up"]);
        Plug(cable, inBond: _partner is not null && number < LagMembers);
        int index = UplinkIndex(number);
        PlannedPort port = new()
        {
            Id = Id(number, 2),
            Incarnation = 1,
            SwitchKey = 1,
            Name = name,
            Attachment = new Attachment { PacketDevice = new PacketDevice { InterfaceIndex = index, InterfaceName = name } },
            Uplink = new UplinkRole { UplinkName = $"Uplink {number + 1}", Mac = ByteString.CopyFrom([0x02, 0, 0, 1, 0, (byte)number]) },
        };
        _agent!.Offer(port, [_host.Run(() => PacketSocket.Open(index))]);
        _plan.Ports.Add(port);
        return _routes.Links.Find(cable)!.Index;
    }

    private void Listen(PlannedPort port, int number)
    {
        port.Attachment = new Attachment { VhostUser = new VhostUser { Listening = true, QueuePairs = 1 } };
        using FileDescriptor socket = VhostSockets.Listen(Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"v{number}")), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _agent!.Offer(port, [socket]);
    }

    private int UplinkIndex(int number)
    {
        using RouteClient routes = RouteClient.OpenIn(_host);
        return routes.Links.Find(string.Create(CultureInfo.InvariantCulture, $"u{number}"))!.Index;
    }

    private int MakeBridge(bool spanningTree)
    {
        ChildProcess.Run("ip", ["-n", Prefix + "net", "link", "add", Bridge, "type", "bridge", "stp_state", spanningTree ? "1" : "0", "forward_delay", spanningTree ? "200" : "0"]);
        ChildProcess.Run("ip", ["-n", Prefix + "net", "link", "set", Bridge, "up"]);
        return _routes.Links.Find(Bridge)!.Index;
    }

    /// <param name="inBond">Up, but not plugged alone.</param>
    private void Plug(string name, bool inBond = false)
    {
        ChildProcess.Run("ip", ["-n", Prefix + "net", "link", "set", name, .. _partner is null ? ["master", Bridge] : Array.Empty<string>(), "up"]);
        if (!inBond)
        {
            _partner?.Add(name);
        }
    }

    private static string Cable(int number) => string.Create(CultureInfo.InvariantCulture, $"p{number}");

    private static PlannedLag Lag() => new()
    {
        Id = Id(1, 4),
        Name = "lag1",
        Active = true,
        Fast = true,
        Key = 1,
        SystemId = ByteString.CopyFrom([0x02, 0x6d, 0x75, 0, 0, 1]),
        Hash = new LagHash { Fields = LagHashFields.Mac, Sides = LagHashSides.Both },
        Members = { Enumerable.Range(0, LagMembers).Select(number => new PlannedLagMember { PortId = Id(number, 2), Number = (uint)number + 1 }) },
    };

    private static FileDescriptor Interface(NetworkNamespace place, string name) => place.Run(() =>
    {
        using RouteClient routes = RouteClient.Open();
        return PacketSocket.Open(routes.Links.Find(name)!.Index);
    });

    private static PlannedPort Vnic(int number, TeamingSettings teaming) => new()
    {
        Id = Id(number, 1),
        Incarnation = 1,
        SwitchKey = 1,
        Name = $"port {number}",
        Attachment = new Attachment { TapDevice = new TapDevice { VnetHeaderBytes = TunDevice.VnetHeaderBytes } },
        Vnic = new VnicRole
        {
            Mac = ByteString.CopyFrom([0x02, 0, 0, 0, (byte)(number >> 8), (byte)number]),
            Security = new SecuritySettings(),
            Vlan = new VlanSettings { None = new NoVlan() },
            Teaming = teaming,
            Number = (uint)number,
        },
    };

    private static string Id(int number, int kind) => new Guid(number, (short)kind, 9, new byte[8]).ToString("D");

    private static NetworkNamespace Make(string name)
    {
        ChildProcess.Run("ip", ["netns", "add", Prefix + name]);
        ChildProcess.Run("ip", ["netns", "exec", Prefix + name, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1"]);
        return NetworkNamespace.OpenNamed(Prefix + name);
    }

    private static void Remove()
    {
        foreach (string name in (string[])["host", "net", "vm", "out"])
        {
            if (File.Exists(Path.Combine(NetworkNamespace.NamedFolder, Prefix + name)))
            {
                ChildProcess.Run("ip", ["netns", "del", Prefix + name]);
            }
        }
    }
}
