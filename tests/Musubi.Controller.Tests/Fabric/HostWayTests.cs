using Musubi.Contracts.Fabric;
using Musubi.Controller.Counting;
using Musubi.Controller.Fabric;
using Musubi.Model;
using Musubi.Model.Commands;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Resources;
using Musubi.Model.Services;
using ObjectState = Musubi.Model.Services.ObjectState;

namespace Musubi.Controller.Tests.Fabric;

/// <summary>What the controller does with a host that undid a change by itself, and what it knows of its standard switches.</summary>
public sealed class HostWayTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_probe_is_given_back_before_anything_else_and_only_the_newest()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = await ConnectAsync(bed);
        Assert.True(host.Others.Single().Welcome.AnswersProbes);
        await bed.DoAsync(FabricBed.Attach("vm1", host.Name));
        Probe(host, 7);
        Probe(host, 8);
        int deltas = host.Deltas;
        Assert.True(host.Take());
        Assert.Equal(8UL, host.Others.Last().Probe.Number);
        Assert.Equal(deltas, host.Deltas);
        host.TakeAll();
        Assert.Equal((2, deltas + 1), (host.Others.Count, host.Deltas));
    }

    [Fact]
    public async Task A_host_that_undid_a_change_is_shown_so_with_the_reason_and_the_revision_is_in_error_there()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = await ConnectAsync(bed);
        long good = bed.Inventory.Current.Revision;
        long bad = (await bed.DoAsync(FabricBed.Attach("vm1", host.Name))).Snapshot.Revision;
        host.TakeAll();
        host.Say(RolledBack(bad, good));
        HostRuntimeResource runtime = new ResourceView(bed.Inventory.Current, bed.Inventory).Show(bed.Inventory.Current.Hosts[host.Id]).Runtime!;
        Assert.Equal(("rolledBack", bad, good, 3L), (runtime.Condition, runtime.Rollback!.FromRevision, runtime.Rollback.ToRevision, runtime.Rollbacks));
        Assert.Equal("switch dvs", Assert.Single(runtime.Rollback.Objects));
        HostRevisionStatus status = bed.StatusOf(host, bad);
        Assert.Equal((ObjectState.Error, "cut off"), (status.State, status.Reason));
        host.Acknowledge();
        Assert.Equal(ObjectState.Done, bed.StatusOf(host, good).State);

        host.Say(SimulatedHost.Status());
        Assert.Equal(ObjectState.Done, bed.StatusOf(host, bad).State);
        host.Disconnect();
        Assert.Equal("disconnected", new ResourceView(bed.Inventory.Current, bed.Inventory).Show(bed.Inventory.Current.Hosts[host.Id]).Runtime!.Condition);
    }

    [Fact]
    public async Task The_next_change_goes_through_to_a_host_that_undid_the_former()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = await ConnectAsync(bed);
        long good = bed.Inventory.Current.Revision;
        long bad = (await bed.DoAsync(FabricBed.Attach("vm1", host.Name))).Snapshot.Revision;
        host.TakeAll();
        host.Disconnect();
        host.Connect(bed.Hub);
        host.TakeAll();
        host.Say(RolledBack(bad, good));
        long mended = (await bed.DoAsync(FabricBed.Attach("vm2", host.Name))).Snapshot.Revision;
        host.TakeAll();
        Assert.Equal(bed.Wanted(host), host.Share);
        host.Acknowledge(new ObjectReport { Id = host.Share.Ports.First(port => port.Connection.Vm == "vm1").Id, State = Contracts.Fabric.ObjectState.Error, Reason = "cut off" });
        Assert.Equal(ObjectState.Done, bed.StatusOf(host, mended).State);
    }

    [Fact]
    public async Task Its_event_is_counted_and_kept_as_the_hosts_own()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = await ConnectAsync(bed);
        host.Say(new HostMessage { Event = new HostEvent { Reason = "host.rolled-back", Message = "cut off", Severity = "warning" } });
        await bed.Feed.DrainAsync(Cancellation);
        EventRecord record = Assert.Single(await bed.Inventory.QueryEventsAsync(new EventQuery { Reason = "host.rolled-back" }, Cancellation));
        Assert.Equal(("host h0", EventSeverity.Warning), (record.Caller, record.Severity));
        Assert.Equal(1, bed.Counters.Read(ControllerCounter.HostRollbacks));
    }

    [Fact]
    public async Task A_host_is_told_to_try_again_when_there_is_something_to_try_and_it_can_hear()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = await ConnectAsync(bed);
        Assert.Equal("holds nothing back: no change is undone there", await bed.Inventory.RetryHostAsync(host.Id, FabricBed.Caller, Cancellation));
        host.Say(RolledBack(3, 2));
        Assert.Null(await bed.Inventory.RetryHostAsync(host.Id, FabricBed.Caller, Cancellation));
        host.TakeAll();
        Assert.Equal(ControllerMessage.BodyOneofCase.Retry, host.Others.Last().BodyCase);
        EventRecord asked = Assert.Single(await bed.Inventory.QueryEventsAsync(new EventQuery { Reason = "host.retry" }, Cancellation));
        Assert.Equal("token test", asked.Caller);
        host.Disconnect();
        Assert.Equal("is not connected", await bed.Inventory.RetryHostAsync(host.Id, FabricBed.Caller, Cancellation));
        Assert.Equal("no such host exists", await bed.Inventory.RetryHostAsync(Guid.Empty, FabricBed.Caller, Cancellation));
    }

    [Fact]
    public async Task Standard_switches_are_shown_as_their_host_told_and_moved_by_what_it_told()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = await ConnectAsync(bed);
        HostMessage status = SimulatedHost.Status();
        status.Status.StandardSwitches.Add(Standard());
        host.Say(status);
        HostRuntime runtime = bed.Inventory.FindHostRuntime(host.Id)!;
        StandardSwitchResource shown = StandardSwitchView.Of(bed.Inventory.Current.Hosts[host.Id], runtime, Assert.Single(runtime.StandardSwitches));
        Assert.Equal(("vSwitch0", "h0", 1), (shown.Name, shown.Host, shown.ConnectedPorts));
        StandardPortGroupResource group = Assert.Single(shown.PortGroups);
        Assert.Equal(("lan", "10"), (group.Name, group.Vlan));
        Assert.Equal(("vm9", "02:00:00:00:00:09"), (group.Ports.Single().Vm, group.Ports.Single().Mac.ToString()));

        HostMigrationSpec spec = new("h0") { Vnics = [new("vm9", "web")] };
        EditResult moved = await bed.DoAsync(new MigrateHosts("dvs", [spec], null));
        Assert.Equal("vm9/nic0", moved.Moves.Single().Name);
        host.TakeAll();
        Assert.Equal("00000000-0000-0000-0000-0000000000f2", host.Share.Ports.Single().TakesFromPort);
    }

    [Fact]
    public void Whatever_is_said_of_standard_switches_stays_within_bounds()
    {
        Random random = new(5);
        for (int round = 0; round < 200; round++)
        {
            StandardSwitchReport report = Standard();
            report.PortGroups.AddRange(Enumerable.Range(0, random.Next(800)).Select(_ => Standard().PortGroups[0]));
            report.Name = new string('x', random.Next(2000));
            StandardPortReport port = report.PortGroups[0].Ports[0];
            report.PortGroups[0].Ports.AddRange(Enumerable.Range(0, random.Next(3000)).Select(_ => port.Clone()));
            report.PortGroups[0].Vlan = new ShareVlan { Mode = (ShareVlan.Types.Mode)random.Next(8), Id = (uint)random.Next(), Ranges = { Enumerable.Range(0, random.Next(500)).Select(_ => (uint)random.Next()) } };
            report.PortGroups[0].Ports[0].Connection = random.Next(3) == 0 ? null : new ShareConnection { Mac = random.Next(2) == 0 ? "nonsense" : "02:00:00:00:00:01" };
            ValueList<StandardSwitch> read = StandardSwitchReports.Read(Enumerable.Repeat(report, random.Next(100)), Guid.Empty);
            Assert.True(read.Count <= StandardSwitch.MostOnHost);
            Assert.True(read.Sum(one => one.PortGroups.Count) <= StandardPortGroup.MostOnHost);
            Assert.True(read.Sum(one => one.PortGroups.Sum(group => group.Ports.Count)) <= StandardPort.MostOnHost);
            Assert.All(read, one => Assert.True(one.Name.Length <= FabricLimits.TextLength));
            Assert.All(read.SelectMany(one => one.PortGroups), group => Assert.All(group.Vlan.Ranges, range => Assert.InRange(range.Last, 0, 4094)));
        }
    }

    [Fact]
    public void What_is_said_of_a_rollback_stays_within_bounds()
    {
        RollbackReport report = new() { FromRevision = ulong.MaxValue, TimeUs = long.MaxValue, Reason = new string('x', 9000), Objects = { Enumerable.Repeat("switch dvs", 5000) } };
        HostRollback read = WayReports.Read(report)!;
        Assert.Equal((long.MaxValue, FabricLimits.TextLength, FabricLimits.ObjectsHeldBack), (read.FromRevision, read.Reason.Length, read.Objects.Count));
        Assert.True(read.At.Year < 9999);
    }

    private static async Task<SimulatedHost> ConnectAsync(FabricBed bed)
    {
        SimulatedHost host = (await bed.BuildAsync(1))[0];
        host.Connect(bed.Hub);
        host.TakeAll();
        host.Acknowledge();
        await bed.Feed.DrainAsync(Cancellation);
        return host;
    }

    private static void Probe(SimulatedHost host, ulong number) => host.Say(new HostMessage { Probe = new ReachProbe { Number = number } });

    private static HostMessage RolledBack(long from, long to)
    {
        HostMessage status = SimulatedHost.Status();
        status.Status.Rollback = new RollbackReport { FromRevision = (ulong)from, ToRevision = (ulong)to, Reason = "cut off", TimeUs = 1, Objects = { "switch dvs" } };
        status.Status.Rollbacks = 3;
        return status;
    }

    private static StandardSwitchReport Standard() => new()
    {
        Id = "00000000-0000-0000-0000-0000000000f0",
        Name = "vSwitch0",
        Mtu = 1500,
        Uplinks = { new ShareUplink { Name = "Uplink 1", Nic = "name:u3" } },
        PortGroups =
        {
            new StandardPortGroupReport
            {
                Id = "00000000-0000-0000-0000-0000000000f1",
                Name = "lan",
                Vlan = new ShareVlan { Mode = ShareVlan.Types.Mode.Access, Id = 10 },
                Active = { "Uplink 1" },
                Ports =
                {
                    new StandardPortReport
                    {
                        Id = "00000000-0000-0000-0000-0000000000f2",
                        Number = 1,
                        State = Contracts.Fabric.ObjectState.Done,
                        Connection = new ShareConnection { Vm = "vm9", Vnic = "nic0", Mac = "02:00:00:00:00:09", Namespace = new NamespaceAttachment { Namespace = "vm9", Interface = "eth0" } },
                    },
                },
            },
        },
    };
}
