using System.Globalization;
using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Io.Bpf;
using Musubi.Io.Counters;
using Musubi.Io.Namespaces;
using Musubi.Io.Netlink;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control.Lacp;

/// <summary>
/// One host with a real data plane, whose uplinks go into Open vSwitch: the first two (or so many) into a bond with LACP, one more alone.
/// Behind it is a station. The test plays the agent.
/// </summary>
internal sealed class OvsBed : IDisposable
{
    public const string Outside = "10.9.0.200";
    public const string LagId = "the-lag";

    private readonly Namespace _host = new("host");
    private readonly Namespace _physical = new("phys");
    private readonly string _runDirectory;
    private ulong _generation;

    /// <param name="members">Of the LAG; there is one uplink more.</param>
    /// <param name="standby">That one stands by for the LAG; otherwise it is unused.</param>
    public OvsBed(int members, bool active, bool fast, string partnerMode, string partnerTime, bool standby = false)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "network namespaces need root");
        _runDirectory = Directory.CreateTempSubdirectory("mrt-").FullName;
        Uplinks = [.. Enumerable.Range(1, members + 1).Select(i => new Uplink(i, _host, _physical, bridged: false))];
        OutsideNamespace = new Namespace("out");
        OutsideNamespace.Ip("link", "add", "eth0", "type", "veth", "peer", "name", "out", "netns", _physical.Name);
        _physical.Ip("link", "set", "out", "up");
        OutsideNamespace.Ip("link", "set", "eth0", "up");
        OutsideNamespace.Ip("address", "add", $"{Outside}/24", "dev", "eth0");
        // What it sends goes through Open vSwitch as it is: with its checksums, as on a wire.
        OutsideNamespace.Execute("ethtool", "-K", "eth0", "tx", "off");
        Partner = new OpenVSwitch(_physical);
        Partner.Configure("add-port", "br0", "out");
        Partner.Configure("add-port", "br0", Uplinks[^1].FarName);
        string[] bond = [.. Uplinks.SkipLast(1).Select(uplink => uplink.FarName)];
        Partner.Configure(
            ["add-bond", "br0", "bond0", .. bond, $"lacp={partnerMode}", "bond_mode=balance-tcp", "--", "set", "port", "bond0", $"other_config:lacp-time={partnerTime}"]);
        Vm = new Vm(1);
        Lag = new PlannedLag
        {
            Id = LagId,
            Name = "lag1",
            Active = active,
            Fast = fast,
            Key = 1,
            SystemId = ByteString.CopyFrom(0x02, 0x6d, 0x75, 0, 0, 1),
            Hash = new LagHash { Fields = LagHashFields.IpPort, Sides = LagHashSides.Both, Vlan = true },
        };
        foreach ((int i, Uplink uplink) in Uplinks.SkipLast(1).Index())
        {
            Lag.Members.Add(new PlannedLagMember { PortId = uplink.Port.Id, Number = (uint)i + 1 });
            uplink.Port.Uplink.Mac = ByteString.CopyFrom(uplink.Mac);
        }

        Vm.Port.Vnic.Teaming = new TeamingSettings { Policy = TeamingPolicy.PortId, Failback = true, NotifySwitches = true, Active = { LagId } };
        if (standby)
        {
            Vm.Port.Vnic.Teaming.Standby.Add(Uplinks[^1].Port.Id);
        }

        Switch = Start();
    }

    public OpenVSwitch Partner { get; }

    public SwitchProcess Switch { get; private set; }

    public IReadOnlyList<Uplink> Uplinks { get; }

    public Vm Vm { get; }

    public PlannedLag Lag { get; }

    public Namespace OutsideNamespace { get; }

    public Namespace PhysicalNamespace => _physical;

    public SwitchProcess Start() => Switch = new SwitchProcess(_host, _runDirectory, 2);

    public SwitchPlan Plan() => new()
    {
        Generation = ++_generation,
        Switches = { new PlannedSwitch { Key = 1, Id = new Guid(1, 3, 0, new byte[8]).ToString("D"), Name = "lab", Mtu = 1500, Lags = { Lag.Clone() } } },
        Ports = { Uplinks.Select(uplink => uplink.Port.Clone()), Vm.Port.Clone() },
    };

    public FakeAgent StartAgent()
    {
        FakeAgent agent = new(_runDirectory);
        foreach (Uplink uplink in Uplinks)
        {
            agent.Offer(uplink.Port, uplink.Descriptor);
        }

        agent.Offer(Vm.Port, Vm.Descriptor);
        Assert.All(agent.Apply(Plan()).Ports, port => Assert.Equal(PortState.Running, port.State));
        // Open vSwitch passes a checksum on that was left to it without computing it. The data plane asks for such when it gets the TAP.
        Vm.Namespace.Execute("ethtool", "-K", "eth0", "tx", "off");
        return agent;
    }

    /// <summary>A new conversation with a data plane that runs.</summary>
    public FakeAgent Connect() => new(_runDirectory);

    public static LagStatus Status(FakeAgent agent) => Assert.Single(agent.Status().Lags);

    /// <summary>Waits until so many members are in use on both sides.</summary>
    public void AwaitInUse(FakeAgent agent, int members) => Deadline.Until(
        () => Status(agent).Members.Count(member => member.State == LagMemberState.Distributing) == members
            && Uplinks.SkipLast(1).Count(uplink => IsUsedByPartner(uplink)) == members,
        $"{members} members are in use: {Status(agent)} {Partner.Ask("lacp/show")} {Partner.Ask("bond/show")}");

    public bool IsUsedByPartner(Uplink uplink) => Partner.Ask("bond/show", "bond0").Split('\n').Any(line => line.Contains($"{uplink.FarName}: enabled", StringComparison.Ordinal));

    public long Counter(PlannedPort port, string name) =>
        CounterFileReader.Read(Path.Combine(_runDirectory, "counters")).Value(new CounterKey(Guid.Parse(port.Id), port.Incarnation), name);

    /// <summary>Watches the members' cables from now on; that of the first uplink is unplugged.</summary>
    public WireWatch Watch() => new(_host, _physical, [.. Uplinks.SkipLast(1)], Uplinks[0]);

    /// <summary>Nothing passes an uplink any more in either direction, and its link stays up; or everything does again.</summary>
    public void SetSilent(Uplink uplink, bool silent)
    {
        foreach ((Namespace place, string name) in (ReadOnlySpan<(Namespace, string)>)[(_host, uplink.Port.Name), (_physical, uplink.FarName)])
        {
            using NetworkNamespace inside = NetworkNamespace.OpenNamed(place.Name);
            using RouteClient routes = RouteClient.OpenIn(inside);
            int index = int.Parse(place.Execute("cat", $"/sys/class/net/{name}/ifindex"), CultureInfo.InvariantCulture);
            if (silent)
            {
                using BpfProgram drop = BpfProgram.DropAll();
                routes.Filters.Attach(index, FilterDirection.Egress, drop, "silent");
            }
            else
            {
                routes.Filters.RemoveClsact(index);
            }
        }
    }

    public void Dispose()
    {
        Switch.Dispose();
        foreach (IDisposable part in (IEnumerable<IDisposable>)[Partner, Vm, .. Uplinks, _host, _physical, OutsideNamespace])
        {
            part.Dispose();
        }

        Directory.Delete(_runDirectory, true);
    }
}
