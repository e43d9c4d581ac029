using System.Net;
using Musubi.Contracts.Fabric;
using Musubi.Contracts.Plan;
using Musubi.Host.Agent.Messages;
using Musubi.Host.Kernel;
using Musubi.Host.State;
using Musubi.Host.Tests.Kernel;
using Musubi.Host.Tests.State;
using Musubi.Model;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Services;
using Musubi.Model.Share;
using HostAdapterAttachment = Musubi.Model.Config.HostAdapterAttachment;
using HostShare = Musubi.Model.Share.HostShare;
using NamespaceAttachment = Musubi.Model.Config.NamespaceAttachment;
using SharePort = Musubi.Model.Share.SharePort;
using ShareSwitch = Musubi.Model.Share.ShareSwitch;
using ShareUplink = Musubi.Model.Share.ShareUplink;

namespace Musubi.Host.Tests.Agent.Way;

/// <summary>A host that reaches its controller by the adapter vmk0 on the distributed switch prod, or by whatever it is told.</summary>
internal sealed class WayBench
{
    public static readonly Guid Owner = Guid.Parse("00000000-0000-0000-0000-0000000000bb");
    public static readonly Guid Adapter = Guid.Parse("00000000-0000-0000-0000-0000000000cc");
    public static readonly Guid Vnic = Guid.Parse("00000000-0000-0000-0000-0000000000dd");

    private static readonly ConnectionEnds Ends = new(IPAddress.Parse("192.0.2.10"), IPAddress.Parse("192.0.2.1"));

    public WayBench(SimulatedDisk? disk = null, FakeKernel? kernel = null, TimeSpan? patience = null)
    {
        Agent = new AgentBench(disk, kernel, patience);
        Agent.Kernel.Namespaces.Add("vm1");
        if (kernel is null)
        {
            foreach (int index in (int[])[1, 2, 3])
            {
                Agent.AddNic($"eth{index}", index);
            }

            Agent.Kernel.Way = new WayFact("vmk0", []);
        }
    }

    public AgentBench Agent { get; }

    public HostState State => Agent.State.Current;

    public IEnumerable<ulong> Probes => Agent.Fabric.Messages.Where(message => message.BodyCase == HostMessage.BodyOneofCase.Probe).Select(message => message.Probe.Number);

    public int RolledBack => Agent.Reasons.Count(reason => reason == "host.rolled-back");

    public static string NicId(int index) => $"pci:0000:0{index}:00.0";

    /// <summary>The NIC of each uplink by its number, 0 for none.</summary>
    public static HostShare Share(int vlan = 10, int first = 1, int second = 2, string vmVlan = "20", params ReadOnlySpan<string> active)
    {
        ValueList<string> teaming = active.Length == 0 ? ["Uplink 1", "Uplink 2"] : [.. active];
        return new ShareDiff
        {
            Switches =
            [
                new ShareSwitch
                {
                    Id = Owner,
                    Name = "prod",
                    Mtu = 1500,
                    Uplinks = [Uplink(1, first), Uplink(2, second), Uplink(3, 3)],
                },
            ],
            Ports =
            [
                Port(Adapter, 1, "management", VlanConfig.Access(vlan), teaming, new ConnectionConfig
                {
                    Vm = "",
                    Vnic = "vmk0",
                    HostId = AgentBench.HostId,
                    Mac = MacAddress.Parse("02:00:00:00:00:0a"),
                    Attachment = new HostAdapterAttachment("vmk0", ["192.0.2.10/24"]),
                }),
                Port(Vnic, 2, "web", VlanConfig.Access(int.Parse(vmVlan)), ["Uplink 3"], new ConnectionConfig
                {
                    Vm = "vm1",
                    Vnic = "nic0",
                    HostId = AgentBench.HostId,
                    Mac = MacAddress.Parse("02:00:00:00:00:01"),
                    Attachment = new NamespaceAttachment("vm1", "eth0"),
                }),
            ],
        }.ApplyTo(HostShare.Empty);
    }

    private static ShareUplink Uplink(int number, int nic) => new($"Uplink {number}", nic == 0 ? null : NicId(nic));

    public static SharePort Port(Guid id, int number, string group, VlanConfig vlan, ValueList<string> active, ConnectionConfig connection) => new()
    {
        Id = id,
        Incarnation = 1,
        SwitchId = Owner,
        Number = number,
        PortGroup = group,
        Policy = new PortPolicy
        {
            Blocked = false,
            Promiscuous = false,
            MacChanges = false,
            ForgedTransmits = false,
            Vlan = vlan,
            Teaming = new Teaming { Policy = Model.Policy.TeamingPolicy.PortId, Active = active, Standby = [], Failback = true, NotifySwitches = true },
        },
        Connection = connection,
    };

    public void Connect(bool answersProbes = true) => Agent.Core.Handle(new FabricLinkChanged(true, "test", Ends, answersProbes));

    public void Disconnect() => Agent.Core.Handle(new FabricLinkChanged(false, "gone"));

    /// <summary>A full sync, not live yet.</summary>
    public void Receive(long revision, HostShare share)
    {
        TaskCompletionSource<string?> refused = new();
        Agent.Core.Handle(new ShareArrived(revision, null, share, null, refused));
        Assert.Null(refused.Task.GetAwaiter().GetResult());
    }

    /// <summary>The data plane runs revision 7, by which the controller is reached.</summary>
    public void Settle(HostShare? share = null, bool answersProbes = true)
    {
        Agent.ConnectFreshSwitch();
        Connect(answersProbes);
        Receive(7, share ?? Share());
        Agent.ApplyLastPlan();
        Answer();
        Assert.Null(State.Trial);
    }

    /// <summary>Revision 8 is live, and the controller is not reached by it.</summary>
    public void CutOff()
    {
        Receive(8, Share(vlan: 99));
        Agent.ApplyLastPlan();
        Disconnect();
    }

    /// <summary>A host that was cut off by revision 8 and went back to 7.</summary>
    public static WayBench RolledBackOnce()
    {
        WayBench bench = new();
        bench.Settle();
        bench.CutOff();
        bench.Pass(32);
        Assert.Equal(1, bench.RolledBack);
        bench.Agent.ApplyLastPlan();
        return bench;
    }

    /// <summary>Null when it is tried again, else why not.</summary>
    public string? Retry()
    {
        TaskCompletionSource<string?> refused = new();
        Agent.Core.Handle(new RetryAsked("tester", refused));
        return refused.Task.GetAwaiter().GetResult();
    }

    public void Answer()
    {
        if (Probes.Any())
        {
            Agent.Core.Handle(new ReachAnswered(Probes.Last()));
        }
    }

    /// <summary>Looks each second.</summary>
    public void Pass(int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            Agent.Clock.Advance(TimeSpan.FromSeconds(1));
            Agent.Core.Handle(new Tick(false));
        }
    }

    public uint AdapterVlan() => VlanOf(Adapter);

    public uint VlanOf(Guid id) => Agent.Switch.Plans.Last().Ports.Single(port => port.Id == id.ToString()).Vnic.Vlan.Access;

    public IEnumerable<string> Planned => Agent.Switch.Plans.Last().Ports.Select(port => port.Id);

    public IEnumerable<int> UplinkInterfaces => Agent.Switch.Plans.Last().Ports
        .Where(port => port.RoleCase == PlannedPort.RoleOneofCase.Uplink).Select(port => port.Attachment.PacketDevice.InterfaceIndex).Order();

    public ObjectReport? Report(Guid id) => Agent.Fabric.Acknowledgements.Last().Objects.FirstOrDefault(report => report.Id == id.ToString());

    public HostStatus Status => Agent.Fabric.Messages.Last(message => message.BodyCase == HostMessage.BodyOneofCase.Status).Status;
}
