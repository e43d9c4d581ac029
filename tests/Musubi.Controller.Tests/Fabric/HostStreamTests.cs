using Musubi.Contracts.Fabric;
using Musubi.Controller.Counting;
using Musubi.Controller.Fabric;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Services;
using ObjectState = Musubi.Model.Services.ObjectState;

namespace Musubi.Controller.Tests.Fabric;

public sealed class HostStreamTests
{
    [Fact]
    public async Task A_stream_begins_with_the_whole_share_and_goes_on_with_what_changed()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = (await bed.BuildAsync(1))[0];
        await bed.DoAsync(FabricBed.Attach("vm1", host.Name));

        host.Connect(bed.Hub);
        host.TakeAll();
        Assert.Equal((1, 0), (host.FullSyncs, host.Deltas));
        Assert.Equal(bed.Wanted(host), host.Share);

        await bed.DoAsync(FabricBed.Attach("vm2", host.Name, "db"));
        await bed.DoAsync(FabricBed.Detach("vm1"));
        host.TakeAll();
        Assert.Equal((1, 1), (host.FullSyncs, host.Deltas));
        Assert.Equal(bed.Wanted(host), host.Share);
        Assert.Equal("vm2", Assert.Single(host.Share.Ports).Connection.Vm);
    }

    [Fact]
    public async Task A_revision_is_pending_until_its_host_acknowledges_it_and_then_done()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = (await bed.BuildAsync(1))[0];
        host.Connect(bed.Hub);
        host.TakeAll();
        host.Acknowledge();

        long revision = (await bed.DoAsync(FabricBed.Vlan("web", 11))).Snapshot.Revision;
        Assert.Equal(ObjectState.Done, bed.StatusOf(host, revision).State);

        revision = (await bed.DoAsync(FabricBed.Attach("vm1", host.Name))).Snapshot.Revision;
        host.TakeAll();
        HostRevisionStatus status = bed.StatusOf(host, revision);
        Assert.Equal((ObjectState.Pending, $"has not acknowledged revision {revision}"), (status.State, status.Reason));

        host.Acknowledge();
        Assert.Equal(ObjectState.Done, bed.StatusOf(host, revision).State);
        Assert.True(bed.Inventory.GetRevisionStatus(revision).Done);
    }

    [Fact]
    public async Task A_host_that_is_away_is_named_as_not_connected()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost[] hosts = await bed.BuildAsync(2);
        hosts[0].Connect(bed.Hub);
        hosts[0].TakeAll();
        hosts[0].Acknowledge();

        RevisionStatus status = bed.Inventory.GetRevisionStatus(bed.Inventory.Current.Revision);
        Assert.False(status.Done);
        HostRevisionStatus missing = Assert.Single(status.Hosts, host => host.State != ObjectState.Done);
        Assert.Equal(("h1", "not connected"), (missing.Host, missing.Reason));
    }

    [Fact]
    public async Task A_host_whose_share_did_not_change_does_not_hold_up_a_revision()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost[] hosts = await bed.BuildAsync(2);
        foreach (SimulatedHost host in hosts)
        {
            host.Connect(bed.Hub);
            host.TakeAll();
            host.Acknowledge();
        }

        long revision = (await bed.DoAsync(FabricBed.Attach("vm1", "h0"))).Snapshot.Revision;
        Assert.Equal(ObjectState.Pending, bed.StatusOf(hosts[0], revision).State);
        Assert.Equal(ObjectState.Done, bed.StatusOf(hosts[1], revision).State);

        // It is told the revision nevertheless, by an empty delta at the next tick.
        int woken = hosts[1].Wakes;
        bed.Hub.Tick();
        Assert.Equal(woken + 1, hosts[1].Wakes);
        hosts[1].TakeAll();
        Assert.Equal(revision, hosts[1].Revision);
    }

    [Fact]
    public async Task An_object_in_error_fails_the_revision_that_changed_it_and_not_a_later_one()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = (await bed.BuildAsync(1))[0];
        host.Connect(bed.Hub);
        host.TakeAll();

        long first = (await bed.DoAsync(FabricBed.Attach("vm1", host.Name))).Snapshot.Revision;
        long second = (await bed.DoAsync(FabricBed.Attach("vm2", host.Name))).Snapshot.Revision;
        host.TakeAll();
        string broken = host.Share.Ports.Single(port => port.Connection.Vm == "vm1").Id;
        host.Acknowledge(new ObjectReport { Id = broken, State = Contracts.Fabric.ObjectState.Error, Reason = "no namespace vm1" });

        HostRevisionStatus status = bed.StatusOf(host, first);
        Assert.Equal(ObjectState.Error, status.State);
        Assert.Contains("no namespace vm1", status.Reason, StringComparison.Ordinal);
        Assert.Equal("port 1 of dvs", Assert.Single(status.Objects).Object);
        Assert.Equal(ObjectState.Done, bed.StatusOf(host, second).State);
    }

    [Fact]
    public async Task An_uplink_that_could_not_be_filled_fails_the_revision_that_changed_its_switch()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = (await bed.BuildAsync(1))[0];
        host.Connect(bed.Hub);
        host.TakeAll();
        string owner = Assert.Single(host.Share.Switches).Id;
        host.Acknowledge(new ObjectReport { Id = owner, State = Contracts.Fabric.ObjectState.Error, Reason = "Uplink 1: NIC u1 is gone" });

        HostRevisionStatus status = bed.StatusOf(host, bed.Inventory.Current.Switches[Guid.Parse(owner)].Revision);
        Assert.Equal(ObjectState.Error, status.State);
        Assert.Equal("switch dvs: Uplink 1: NIC u1 is gone", status.Reason);
    }

    [Fact]
    public async Task A_guest_that_migrates_is_connected_elsewhere_when_the_host_there_tells_that_it_runs()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost[] hosts = await bed.BuildAsync(2);
        await bed.DoAsync(FabricBed.Attach("vm1", "h0"));
        await bed.DoAsync(new MigrateVnic("vm1", "nic0", "h1", new Model.Config.VhostUserAttachment("/run/vm1.sock"), null));
        foreach (SimulatedHost host in hosts)
        {
            host.Connect(bed.Hub);
            host.TakeAll();
        }

        SharePort readied = Assert.Single(hosts[1].Share.Ports);
        Assert.Equal((ShareMigration.Source, ShareMigration.Destination), (Assert.Single(hosts[0].Share.Ports).Migration, readied.Migration));

        foreach (bool runs in new[] { false, true })
        {
            Assert.Equal("h0", HostOf(bed, "vm1"));
            hosts[1].Say(SimulatedHost.Status(new PortReport { Id = readied.Id, State = Contracts.Fabric.ObjectState.Done, LinkUp = runs }));
            await bed.Feed.DrainAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal("h1", HostOf(bed, "vm1"));
        Array.ForEach(hosts, host => host.TakeAll());
        Assert.Empty(hosts[0].Share.Ports);
        SharePort present = Assert.Single(hosts[1].Share.Ports);
        Assert.Equal((readied.Incarnation, ShareMigration.None), (present.Incarnation, present.Migration));
    }

    [Fact]
    public async Task A_slow_host_gets_one_merged_delta_and_far_behind_a_fresh_full_sync()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = (await bed.BuildAsync(1))[0];
        await bed.DoAsync(FabricBed.Attach("vm1", host.Name));
        host.Connect(bed.Hub);
        host.TakeAll();

        for (int change = 0; change < FabricLimits.MergedChanges; change++)
        {
            await bed.DoAsync(FabricBed.Vlan("web", 100 + change));
        }

        host.TakeAll();
        Assert.Equal((1, 1), (host.FullSyncs, host.Deltas));
        Assert.Equal(bed.Wanted(host), host.Share);

        for (int change = 0; change <= FabricLimits.MergedChanges; change++)
        {
            await bed.DoAsync(FabricBed.Vlan("web", 1000 + change));
        }

        host.TakeAll();
        Assert.Equal((2, 1), (host.FullSyncs, host.Deltas));
        Assert.Equal(bed.Wanted(host), host.Share);
    }

    [Fact]
    public async Task A_hello_with_another_id_than_the_certificates_is_refused()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost[] hosts = await bed.BuildAsync(2);
        hosts[0].Open(bed.Hub);
        hosts[0].Say(hosts[1].Hello());

        Assert.Equal(StreamEnd.NotPermitted, hosts[0].Ended?.Why);
        Assert.Contains(hosts[1].Id.ToString(), hosts[0].Ended?.Reason, StringComparison.Ordinal);
        Assert.False(hosts[0].Take());
    }

    [Fact]
    public async Task A_copied_id_with_another_key_is_refused()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = (await bed.BuildAsync(1))[0];
        SimulatedHost copy = new(host.Id, "copy") { Key = "another key" };
        copy.Connect(bed.Hub);

        Assert.False(copy.Connected);
        Assert.Contains("belongs to another key", copy.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_connection_of_a_host_replaces_the_older()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = (await bed.BuildAsync(1))[0];
        host.Connect(bed.Hub);
        SimulatedHost again = new(host.Id, host.Name) { Key = host.Key };
        again.Connect(bed.Hub);
        again.TakeAll();

        Assert.Equal(StreamEnd.Replaced, host.Ended?.Why);
        Assert.True(bed.Inventory.FindHostRuntime(host.Id)!.Connected);
        Assert.Equal(bed.Wanted(host), again.Share);
    }

    [Fact]
    public async Task A_removed_host_is_cut_off_and_not_let_in_again()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = (await bed.BuildAsync(1))[0];
        host.Connect(bed.Hub);
        await bed.DoAsync(new RemoveHost("dvs", host.Name, null));
        await bed.DoAsync(new RemoveFabricHost(host.Name, null));

        Assert.Equal(StreamEnd.NotPermitted, host.Ended?.Why);
        host.Connect(bed.Hub);
        Assert.Contains("is not a member of this fabric", host.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_silent_or_stuck_is_cut_off_in_bounded_time()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost[] hosts = await bed.BuildAsync(2);
        hosts[0].Open(bed.Hub);
        hosts[1].Connect(bed.Hub);
        Assert.True(hosts[1].Take());

        bed.Time.Advance(FabricLimits.HelloWithin + TimeSpan.FromSeconds(1));
        bed.Hub.Tick();
        Assert.Equal(StreamEnd.TooSlow, hosts[0].Ended?.Why);
        Assert.Null(hosts[1].Ended);

        bed.Time.Advance(FabricLimits.TakeWithin);
        bed.Hub.Tick();
        Assert.Equal(StreamEnd.TooSlow, hosts[1].Ended?.Why);
    }

    [Fact]
    public async Task Acknowledging_what_was_not_sent_counts_for_nothing()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = (await bed.BuildAsync(1))[0];
        host.Connect(bed.Hub);
        host.TakeAll();
        host.Say(new HostMessage { Acknowledgement = new Acknowledgement { Revision = 1_000 } });

        Assert.Equal(1, bed.Counters.Read(ControllerCounter.AcknowledgementsIgnored));
        Assert.Equal(ObjectState.Pending, bed.StatusOf(host, bed.Inventory.Current.Revision).State);
    }

    [Fact]
    public async Task What_a_host_reports_is_kept_bounded_and_its_NICs_are_stored_only_when_they_change()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = (await bed.BuildAsync(1))[0];
        await bed.DoAsync(FabricBed.Attach("vm1", host.Name));
        host.Connect(bed.Hub);
        host.TakeAll();
        await bed.Feed.DrainAsync(TestContext.Current.CancellationToken);
        long before = bed.Inventory.Current.Revision;

        Guid port = Guid.Parse(host.Share.Ports[0].Id);
        HostStatus status = new() { SwitchRunning = true, SwitchVersion = "9" };
        status.Capabilities.AddRange(host.Hello().Hello.Capabilities);
        status.Nics.AddRange(host.Hello().Hello.Nics);
        status.Ports.Add(new PortReport { Id = port.ToString(), State = Contracts.Fabric.ObjectState.Done, LinkUp = true, PinnedUplink = "Uplink 1" });
        status.Ports.Add(new PortReport { Id = Guid.Empty.ToString() });
        host.Say(new HostMessage { Status = status });
        Statistics statistics = new();
        statistics.Ports.Add(new Contracts.Fabric.PortStatistics { Id = port.ToString(), Incarnation = 1, Counters = { { "rx-frames", 7 } } });
        host.Say(new HostMessage { Statistics = statistics });
        await bed.Feed.DrainAsync(TestContext.Current.CancellationToken);

        Assert.Equal(before, bed.Inventory.Current.Revision);
        Assert.Equal(("Uplink 1", true), (bed.Inventory.FindPortRuntime(port)!.PinnedUplink, bed.Inventory.FindPortRuntime(port)!.LinkUp));
        Assert.Equal(ObjectState.Done, bed.Inventory.FindPortRuntime(port)!.State);
        Assert.Null(bed.Inventory.FindPortRuntime(Guid.Empty));
        Assert.Equal(7ul, (await bed.Inventory.ReadStatisticsAsync(port, TestContext.Current.CancellationToken))!.Counters["rx-frames"]);

        status.Nics.Add(new NicReport { Id = "name:u3", Name = "u3", Mtu = 9000 });
        host.Say(new HostMessage { Status = status });
        await bed.Feed.DrainAsync(TestContext.Current.CancellationToken);
        Assert.Contains(bed.Inventory.Current.Hosts[host.Id].Nics, nic => nic is { Id: "name:u3", Mtu: 9000 });

        NicReport heard = new() { Id = "name:u3", Name = "u3", Mtu = 9000, MoreNeighbours = uint.MaxValue };
        heard.Neighbours.AddRange(Enumerable.Range(1, 9).Select(i => new NeighbourReport
        {
            Protocol = "lldp",
            ChassisId = new string('c', 5000),
            PortId = $"port{i}",
            NativeVlan = 70_000,
            LastSeenUs = long.MaxValue,
            Vlans = { new Contracts.Fabric.NeighbourVlan { Id = 10, Name = "web" } },
        }));
        status.Nics[^1] = heard;
        host.Say(new HostMessage { Status = status });
        NicRuntime seen = bed.Inventory.FindHostRuntime(host.Id)!.Nics.Single(nic => nic.Id == "name:u3");
        Assert.Equal((8, 1000), (seen.Neighbours.Count, seen.MoreNeighbours));
        NeighbourRuntime first = seen.Neighbours[0];
        Assert.Equal((DiscoveryProtocol.Lldp, 256, "port1", 0, 9999), (first.Protocol, first.ChassisId.Length, first.PortId, first.NativeVlan, first.LastSeen.Year));
        Assert.Equal(new Model.Services.NeighbourVlan(10, "web"), Assert.Single(first.Vlans));

        host.Disconnect();
        PortRuntime last = bed.Inventory.FindPortRuntime(port)!;
        Assert.Equal((ObjectState.Pending, "Uplink 1"), (last.State, last.PinnedUplink));
        Assert.Contains("host h0 is not connected", last.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hosts_events_reach_the_log_with_its_name_and_a_flood_of_them_is_bounded()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = (await bed.BuildAsync(1))[0];
        host.Connect(bed.Hub);
        for (int i = 0; i < 10 * FabricLimits.EventBurst; i++)
        {
            host.Say(new HostMessage { Event = new HostEvent { Reason = "drift.repaired", Object = "nic u1", Message = "was not promiscuous", Severity = "warning" } });
        }

        bed.Time.Advance(TimeSpan.FromSeconds(1));
        host.Say(new HostMessage { Event = new HostEvent { Reason = "later", Message = "m" } });
        await bed.Feed.DrainAsync(TestContext.Current.CancellationToken);

        IReadOnlyList<EventRecord> events = await bed.Inventory.QueryEventsAsync(
            new EventQuery { Limit = 1000, Reason = "drift.repaired" }, TestContext.Current.CancellationToken);
        Assert.InRange(events.Count, 1, FabricLimits.EventBurst);
        Assert.All(events, record => Assert.Equal(("h0", "host h0", EventSeverity.Warning), (record.Host, record.Caller, record.Severity)));
        IReadOnlyList<EventRecord> later = await bed.Inventory.QueryEventsAsync(new EventQuery { Reason = "later" }, TestContext.Current.CancellationToken);
        Assert.Contains("events of this host before it were dropped", Assert.Single(later).Message, StringComparison.Ordinal);
    }

    private static string HostOf(FabricBed bed, string vm) =>
        bed.Inventory.Current.Hosts[bed.Inventory.Current.Ports.Values.Single(port => port.Connection?.Vm == vm).Connection!.HostId].Name;
}
