using Musubi.Contracts.Fabric;
using Musubi.Contracts.Plan;
using Musubi.Host.Agent.Messages;
using Musubi.Host.Fabric;
using SharePort = Musubi.Contracts.Fabric.SharePort;

namespace Musubi.Host.Tests.Agent;

/// <summary>What a shaped guest that migrates saved up of its burst: told by the host that it leaves, and planned by the one that awaits it.</summary>
public sealed class MovedCreditTests
{
    private const string SwitchId = "00000000-0000-0000-0000-0000000000d1";
    private const string PortId = "00000000-0000-0000-0000-0000000000f1";

    private readonly AgentBench _bench = new();

    public MovedCreditTests()
    {
        _bench.Kernel.Namespaces.Add("vm1");
        _bench.ConnectFreshSwitch();
    }

    [Fact]
    public void A_guest_that_is_awaited_is_planned_with_what_was_told()
    {
        ShapingSettings shaping = Receive(1, ShareMigration.Destination, new ShareShaperCredit { IngressBytes = 7_000, EgressBytes = ulong.MaxValue }).Shaping;
        Assert.Equal(new ShaperCredit { IngressBytes = 7_000, EgressBytes = 1 << 30 }, shaping.Awaited);
        Assert.Null(Receive(2, ShareMigration.Destination, null).Shaping.Awaited);
        Assert.Null(Receive(3, ShareMigration.None, null).Shaping.Awaited);
    }

    [Fact]
    public void What_a_guest_that_leaves_has_is_told_to_the_controller()
    {
        VnicRole role = Receive(1, ShareMigration.Source, null);
        Assert.True(role.Leaving);
        _bench.Core.Handle(new FabricLinkChanged(true, "test"));
        _bench.ApplyLastPlan();
        PortStatus status = new() { PortId = PortId, Incarnation = 1, State = PortState.Running, LinkUp = true, ShaperCredit = new ShaperCredit { IngressBytes = 5, EgressBytes = 6 } };
        _bench.Core.Handle(new SwitchSpoke(new SwitchMessage { Status = new SwitchStatus { Ports = { status } } }, []));

        Assert.Equal(new Model.Config.ShaperCredit(5, 6), _bench.Core.View.Ports[Guid.Parse(PortId)].ShaperCredit);
        PortReport report = Assert.Single(_bench.Fabric.Messages.Last(message => message.Status is not null).Status.Ports, port => port.Id == PortId);
        Assert.Equal(new ShareShaperCredit { IngressBytes = 5, EgressBytes = 6 }, report.ShaperCredit);
    }

    private VnicRole Receive(long revision, ShareMigration migration, ShareShaperCredit? credit)
    {
        HostShare share = new();
        share.Switches.Add(new ShareSwitch { Id = SwitchId, Name = "dvs", Mtu = 1500, Uplinks = { new ShareUplink { Name = "Uplink 1" } } });
        share.Ports.Add(new SharePort
        {
            Id = PortId,
            Incarnation = 1,
            SwitchId = SwitchId,
            Number = 1,
            PortGroup = "web",
            Migration = migration,
            ShaperCredit = credit,
            Policy = new SharePolicy
            {
                Vlan = new ShareVlan { Mode = ShareVlan.Types.Mode.None },
                Teaming = new ShareTeaming { Policy = ShareTeaming.Types.Policy.PortId, Active = { "Uplink 1" } },
                IngressShaping = new ShareShaping { AverageBitsPerSecond = 8_000_000, PeakBitsPerSecond = 8_000_000, BurstBytes = 100_000 },
            },
            Connection = new ShareConnection { Vm = "vm1", Vnic = "nic0", Mac = "02:00:00:00:00:01", Namespace = new NamespaceAttachment { Namespace = "vm1", Interface = "eth0" } },
        });
        TaskCompletionSource<string?> refused = new();
        _bench.Core.Handle(new ShareArrived(revision, null, ShareReader.Read(share, AgentBench.HostId), null, refused));
        Assert.Null(refused.Task.GetAwaiter().GetResult());
        return _bench.Switch.Plans.Last().Ports.Single(port => port.Id == PortId).Vnic;
    }
}
