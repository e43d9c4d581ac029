using Microsoft.Extensions.Time.Testing;
using Musubi.Controller.Counting;
using Musubi.Controller.Fabric;
using Musubi.Controller.Inventory;
using Musubi.Controller.Store;
using Musubi.Controller.Tests.Fabric;
using Musubi.Controller.Tests.Store;
using Musubi.Model.Commands;
using Musubi.Model.Inventory;
using Musubi.Model.Services;

namespace Musubi.Controller.Tests.Inventory;

public sealed class InventoryServiceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_and_its_event_are_there_after_a_restart()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        await bed.BuildAsync(1);
        InventorySnapshot before = bed.Inventory.Current;
        Guid fabric = bed.Inventory.FabricId;
        await bed.RestartAsync();

        InventorySnapshot after = bed.Inventory.Current;
        Assert.Equal(fabric, bed.Inventory.FabricId);
        Assert.Equal(before.Revision, after.Revision);
        Assert.Equal(before.Hosts, after.Hosts);
        Assert.Equal(before.Switches, after.Switches);
        Assert.Equal(before.PortGroups, after.PortGroups);
        Assert.Equal(before.Ports, after.Ports);
        IReadOnlyList<EventRecord> events = await bed.Inventory.QueryEventsAsync(new EventQuery { Object = "switch dvs" }, Cancellation);
        Assert.Equal(("switch.created", "token test"), (events[0].Reason, events[0].Caller));
    }

    [Fact]
    public async Task What_was_deleted_does_not_come_back_with_a_restart()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        await bed.BuildAsync(1);
        await bed.DoAsync(new DeletePortGroup("db", null));
        await bed.RestartAsync();

        Assert.Equal("web", Assert.Single(bed.Inventory.Current.PortGroups).Value.Name);
        Guid web = bed.Inventory.Current.PortGroups.Keys.Single();
        Assert.All(bed.Inventory.Current.Ports.Values, port => Assert.Equal(web, port.PortGroupId));
    }

    [Fact]
    public async Task A_failing_disk_is_said_so_and_changes_nothing()
    {
        FaultyStore store = new(new MemoryStore(), new Random(1));
        using FabricBed bed = await FabricBed.MakeAsync(store);
        await bed.BuildAsync(1);
        InventorySnapshot before = bed.Inventory.Current;
        store.Fails = 1;

        InventoryUnavailableException error = await Assert.ThrowsAsync<InventoryUnavailableException>(() =>
            bed.Inventory.ExecuteAsync(FabricBed.Vlan("web", 99), FabricBed.Caller, dryRun: false, Cancellation));
        Assert.Contains("the disk failed", error.Message, StringComparison.Ordinal);
        Assert.Same(before, bed.Inventory.Current);

        store.Fails = 0;
        Assert.Equal(before.Revision + 1, (await bed.DoAsync(FabricBed.Vlan("web", 98))).Snapshot.Revision);
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_found_again_and_made_once()
    {
        FaultyStore store = new(new MemoryStore(), new Random(1));
        using FabricBed bed = await FabricBed.MakeAsync(store);
        await bed.BuildAsync(1);
        long before = bed.Inventory.Current.Revision;
        store.LosesAnswer = 1;
        await bed.DoAsync(FabricBed.Vlan("web", 99));

        Assert.Equal(before + 1, bed.Inventory.Current.Revision);
        store.LosesAnswer = 0;
        await bed.RestartAsync();
        Assert.Equal(before + 1, bed.Inventory.Current.Revision);
    }

    [Fact]
    public async Task A_commit_that_was_made_though_the_store_said_otherwise_is_taken_up_by_the_next()
    {
        FaultyStore store = new(new MemoryStore(), new Random(1));
        using FabricBed bed = await FabricBed.MakeAsync(store);
        SimulatedHost host = (await bed.BuildAsync(1))[0];
        store.Lies = 1;
        await Assert.ThrowsAsync<InventoryUnavailableException>(() =>
            bed.Inventory.ExecuteAsync(FabricBed.Attach("vm1", "h0"), FabricBed.Caller, dryRun: false, Cancellation));

        store.Lies = 0;
        await bed.DoAsync(FabricBed.Attach("vm2", "h0"));
        host.Connect(bed.Hub);
        host.TakeAll();
        Assert.Equal(["vm1", "vm2"], host.Share.Ports.Select(port => port.Connection.Vm).Order());
        Assert.Equal(bed.Wanted(host), host.Share);
    }

    [Fact]
    public async Task A_stale_revision_is_refused_and_the_newer_change_stays()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        await bed.BuildAsync(1);
        long revision = bed.Inventory.Current.PortGroups.Values.Single(group => group.Name == "web").Revision;
        await bed.DoAsync(FabricBed.Vlan("web", 50));

        EditResult stale = await bed.Inventory.ExecuteAsync(
            new UpdatePortGroup("web", revision, FabricBed.Group("web", 60)), FabricBed.Caller, dryRun: false, Cancellation);
        Assert.Equal(EditOutcome.Conflict, stale.Outcome);
        Assert.Equal(50, bed.Inventory.Current.PortGroups.Values.Single(group => group.Name == "web").Policy.Vlan!.Id);
    }

    [Fact]
    public async Task Of_two_racing_clients_with_one_revision_exactly_one_wins()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        await bed.BuildAsync(1);
        for (int round = 0; round < 20; round++)
        {
            long revision = bed.Inventory.Current.PortGroups.Values.Single(group => group.Name == "web").Revision;
            EditResult[] results = await Task.WhenAll(Enumerable.Range(0, 2).Select(client => Task.Run(() => bed.Inventory.ExecuteAsync(
                new UpdatePortGroup("web", revision, FabricBed.Group("web", 100 + (2 * round) + client)), FabricBed.Caller, dryRun: false, Cancellation))));
            Assert.Single(results, result => result.Outcome == EditOutcome.Done);
            Assert.Single(results, result => result.Outcome == EditOutcome.Conflict);
        }
    }

    [Fact]
    public async Task Two_controllers_on_one_store_see_each_others_commits_before_they_add_their_own()
    {
        MemoryStore store = new();
        using FabricBed one = await FabricBed.MakeAsync(store, seed: 1);
        await one.BuildAsync(1);
        using FabricBed two = await FabricBed.MakeAsync(store, seed: 2);

        await one.DoAsync(FabricBed.Attach("vm1", "h0"));
        await two.DoAsync(FabricBed.Attach("vm2", "h0"));
        await one.DoAsync(FabricBed.Attach("vm3", "h0"));

        string[] vms = [.. one.Inventory.Current.Ports.Values.Where(port => port.Connection is not null).Select(port => port.Connection!.Vm).Order()];
        Assert.Equal(["vm1", "vm2", "vm3"], vms);
    }

    [Fact]
    public async Task A_dry_run_shows_the_change_and_makes_none()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        await bed.BuildAsync(1);
        InventorySnapshot before = bed.Inventory.Current;
        EditResult result = await bed.Inventory.ExecuteAsync(FabricBed.Vlan("web", 99), FabricBed.Caller, dryRun: true, Cancellation);

        Assert.NotEmpty(result.Changes);
        Assert.Same(before, bed.Inventory.Current);
    }

    [Fact]
    public async Task A_watch_gives_every_change_in_order_and_tells_one_too_far_behind_to_list_anew()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        await bed.BuildAsync(1);
        long from = bed.Inventory.Current.Revision;
        await bed.DoAsync(FabricBed.Vlan("web", 30));
        await bed.DoAsync(FabricBed.Vlan("web", 31));

        await using IAsyncEnumerator<WatchMessage> watch = bed.Inventory.WatchAsync(from, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal((from + 1, false), (watch.Current.Revision, watch.Current.Resync));
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(from + 2, watch.Current.Revision);

        for (int i = 0; i < 1_100; i++)
        {
            await bed.DoAsync(FabricBed.Vlan("web", 100 + i));
        }

        Assert.True(await watch.MoveNextAsync());
        Assert.Equal((bed.Inventory.Current.Revision, true), (watch.Current.Revision, watch.Current.Resync));
        ValueTask<bool> next = watch.MoveNextAsync();
        await bed.DoAsync(FabricBed.Vlan("web", 40));
        Assert.True(await next);
        Assert.Equal((bed.Inventory.Current.Revision, false), (watch.Current.Revision, watch.Current.Resync));
    }

    [Fact]
    public async Task The_event_log_keeps_the_newest_and_forgets_the_rest_in_memory_and_in_the_store()
    {
        MemoryStore store = new();
        FakeTimeProvider time = new();
        ControllerCounters counters = new();
        FabricHub hub = new(time, counters);
        using InventoryService inventory = await InventoryService.OpenAsync(store, time, new SeededIds(1), hub, counters, Cancellation);
        EventRecord record = new() { Time = time.GetUtcNow(), Reason = "r", Object = "o", Caller = "c", Message = "m" };
        const int Batch = 700;
        for (int i = 0; i < 16; i++)
        {
            await inventory.RecordAsync([.. Enumerable.Repeat(record, Batch)], CommitWish.NothingBeside, Cancellation);
        }

        StoreListing kept = await store.ListAsync(InventoryKeys.Events, Cancellation);
        Assert.Equal(PendingCommit.EventsKept, kept.Entries.Count);
        IReadOnlyList<EventRecord> newest = await inventory.QueryEventsAsync(new EventQuery { Limit = 2 }, Cancellation);
        Assert.Equal([(16 * Batch) - 1, 16 * Batch], newest.Select(item => item.Sequence));
        IReadOnlyList<EventRecord> after = await inventory.QueryEventsAsync(new EventQuery { After = 0, Limit = 1 }, Cancellation);
        Assert.Equal((16 * Batch) - PendingCommit.EventsKept + 1, Assert.Single(after).Sequence);
    }
}
