using System.Collections.Immutable;
using Musubi.Model.Resources;
using Musubi.Model.Services;
using Musubi.Pages.Events;
using Musubi.Pages.Live;
using Musubi.Pages.Ports;
using Musubi.Pages.Switches;
using Musubi.Pages.Topology;

namespace Musubi.Pages.Tests;

/// <summary>What pages make of readings that come one after the other.</summary>
public sealed class RatesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_class_of_traffic_has_what_came_since_the_last_reading()
    {
        IoRates rates = new();
        Assert.Equal(0, Assert.Single(rates.Read([Host(0, 1_000)])).BitsPerSecond);
        Assert.Equal(8_000, Assert.Single(rates.Read([Host(2, 3_000)])).BitsPerSecond);
        Assert.Equal(8_000, Assert.Single(rates.Read([Host(2, 3_000)])).BitsPerSecond);
        IoRow anew = Assert.Single(rates.Read([Host(3, 500)]));
        Assert.Equal(4_000, anew.BitsPerSecond);
        Assert.Equal([8_000, 4_000], anew.Recent);
    }

    [Fact]
    public void A_counter_s_last_minute_is_of_one_connection()
    {
        CounterHistory history = new();
        history.Read(Reading(0, 1, 10));
        history.Read(Reading(2, 1, 30));
        PortStatistics same = Reading(3, 1, 31);
        history.Read(same);
        history.Read(same);
        Assert.Equal([10, 1], history.Of("drop-blocked"));
        Assert.Empty(history.Of("rx-frames"));
        history.Read(Reading(4, 2, 0));
        Assert.Empty(history.Of("drop-blocked"));
    }

    [Fact]
    public void No_more_is_kept_than_a_sparkline_shows()
    {
        CounterHistory history = new();
        for (int i = 0; i <= 2 * PortTraffic.MostSamples; i++)
        {
            history.Read(Reading(i, 1, (ulong)i));
        }

        Assert.Equal(PortTraffic.MostSamples, history.Of("drop-blocked").Length);
    }

    [Fact]
    public void Events_of_one_revision_are_one_task()
    {
        IReadOnlyList<FabricTask> tasks = FabricTask.Of([Event(1, 5, "switch prod"), Event(2, 5, "portGroup web"), Event(3, 0, "host h1"), Event(4, 6, "port 1 of prod")], 8);
        Assert.Equal([6, 5], tasks.Select(task => task.Revision));
        Assert.Equal(["switch prod", "portGroup web"], tasks[1].Objects);
        Assert.Single(FabricTask.Of([Event(1, 5, "a"), Event(2, 6, "b")], 1));
        Assert.Empty(FabricTask.Of([Event(1, 5, "host h1") with { Caller = "host h1" }], 8));
    }

    [Fact]
    public void A_path_ends_at_the_physical_neighbour_or_says_that_there_is_no_way()
    {
        FabricView view = Samples.View(1);
        HostView host = view.Hosts[0];
        NicRuntime heard = host.Nics[0] with { Neighbours = [new NeighbourRuntime { Protocol = Musubi.Model.Config.DiscoveryProtocol.Lldp, ChassisId = "02:00:00:00:00:01", PortId = "Gi1/0/1", SystemName = "tor-a" }] };
        HostView told = host with { Runtime = host.Runtime! with { Nics = [heard, host.Nics[1]] } };
        view = view with { Hosts = [told], HostById = view.HostById.SetItem(told.Id, told) };
        Assert.Equal(["vm1 nic0", "prod/1", "web (VLAN 10)", "Uplink 1", "h1 eth1", "tor-a Gi1/0/1"], PortPath.Of(view, view.Ports[0], "no uplink"));
        Assert.Equal("no uplink", PortPath.Of(view, view.Ports[0] with { Runtime = null }, "no uplink")[^1]);
    }

    private static IoHostResource Host(int seconds, long bytes) => new()
    {
        Host = "h1",
        HostId = Samples.Id(101),
        Uplinks = [new IoUplinkResource { Uplink = "Uplink 1", ReadAt = Start.AddSeconds(seconds), Classes = [new IoClassResource { Kind = IoClassKind.All, Bytes = bytes }] }],
    };

    private static PortStatistics Reading(int seconds, long incarnation, ulong drops) => new()
    {
        PortId = Samples.Id(1001),
        Incarnation = incarnation,
        ReadAt = Start.AddSeconds(seconds),
        Counters = ImmutableSortedDictionary<string, ulong>.Empty.Add("drop-blocked", drops),
    };

    private static EventRecord Event(long sequence, long revision, string name) => new()
    {
        Sequence = sequence,
        Time = Start,
        Revision = revision,
        Reason = "x",
        Object = name,
        Caller = "account eva",
        Message = "",
    };
}
