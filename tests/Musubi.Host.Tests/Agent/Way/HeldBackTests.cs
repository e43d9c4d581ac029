using Musubi.Host.Agent.Messages;
using HostShare = Musubi.Model.Share.HostShare;
using ObjectState = Musubi.Contracts.Fabric.ObjectState;
using ShareDiff = Musubi.Model.Share.ShareDiff;

namespace Musubi.Host.Tests.Agent.Way;

/// <summary>What a host undid it does not do again until it is changed or tried again; all else goes through.</summary>
public sealed class HeldBackTests
{
    [Fact]
    public void What_cut_the_host_off_is_held_back_while_all_else_goes_through()
    {
        WayBench bench = WayBench.RolledBackOnce();
        bench.Connect();
        bench.Receive(9, WayBench.Share(vlan: 99, vmVlan: "21"));
        bench.Agent.ApplyLastPlan();
        Assert.Equal(10U, bench.AdapterVlan());
        Assert.Equal(21U, bench.VlanOf(WayBench.Vnic));
        Assert.Equal(9UL, bench.Agent.Fabric.Acknowledgements.Last().Revision);
        Assert.Equal(ObjectState.Error, bench.Report(WayBench.Adapter)!.State);
        Assert.Null(bench.Report(WayBench.Vnic));
        Assert.Equal((8UL, 7UL, "adapter vmk0"), (bench.Status.Rollback.FromRevision, bench.Status.Rollback.ToRevision, bench.Status.Rollback.Objects.Single()));
        Assert.Null(bench.State.Trial);
        bench.Disconnect();
        bench.Pass(100);
        Assert.Equal(1, bench.RolledBack);
    }

    [Fact]
    public void The_next_change_of_it_is_taken_up_and_tried_by_delta_too()
    {
        WayBench bench = WayBench.RolledBackOnce();
        bench.Connect();
        bench.Receive(9, WayBench.Share(vlan: 99));
        TaskCompletionSource<string?> refused = new();
        bench.Agent.Core.Handle(new ShareArrived(10, 9, null, new ShareDiff { Ports = [WayBench.Share(vlan: 12).Ports[WayBench.Adapter]] }, refused));
        bench.Agent.ApplyLastPlan();
        Assert.Equal(12U, bench.AdapterVlan());
        Assert.Null(bench.State.Undone);
        Assert.NotNull(bench.State.Trial);
        bench.Answer();
        Assert.Null(bench.Status.Rollback);
        Assert.Equal(1UL, bench.Status.Rollbacks);
    }

    [Fact]
    public void Putting_it_back_as_it_was_ends_the_matter()
    {
        WayBench bench = WayBench.RolledBackOnce();
        bench.Connect();
        bench.Receive(9, WayBench.Share());
        bench.Agent.ApplyLastPlan();
        Assert.Null(bench.State.Undone);
        Assert.Null(bench.State.Trial);
        Assert.Null(bench.Report(WayBench.Adapter));
    }

    [Fact]
    public void It_is_tried_once_more_when_somebody_says_so_and_undone_once_more()
    {
        WayBench bench = WayBench.RolledBackOnce();
        Assert.Contains("not connected", bench.Retry(), StringComparison.Ordinal);
        bench.Connect();
        bench.Receive(9, WayBench.Share(vlan: 99));
        Assert.Null(bench.Retry());
        bench.Agent.ApplyLastPlan();
        Assert.Equal(99U, bench.AdapterVlan());
        bench.Disconnect();
        bench.Pass(32);
        Assert.Equal(10U, bench.AdapterVlan());
        Assert.Equal(2, bench.State.Rollbacks);
        bench.Connect();
        bench.Receive(9, WayBench.Share());
        Assert.Contains("holds nothing back", bench.Retry(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_switch_that_is_held_back_as_a_whole_keeps_its_new_ports_waiting()
    {
        WayBench bench = new();
        bench.Agent.Kernel.Way = new("br0", [WayBench.NicId(1)]);
        bench.Settle(HostShare.Empty);
        bench.Receive(8, WayBench.Share());
        bench.Agent.ApplyLastPlan();
        Assert.Equal([1, 2, 3], bench.UplinkInterfaces);
        bench.Disconnect();
        bench.Pass(32);
        Assert.Equal(1, bench.RolledBack);
        Assert.Empty(bench.Planned);
        Assert.Equal(1, bench.Agent.Kernel.Count("restore eth1"));
        bench.Connect();
        bench.Receive(8, WayBench.Share());
        Assert.Empty(bench.Planned);
        Assert.Null(bench.Retry());
        Assert.Contains(WayBench.Vnic.ToString(), bench.Planned);
    }
}
