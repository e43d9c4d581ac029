using System.Collections.Immutable;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Services;

namespace Musubi.Pages.Live;

/// <summary>Makes the next view out of the last one and what is true now. Any thread.</summary>
internal sealed class FabricViewBuilder(IInventoryService service, TimeProvider time)
{
    public async Task<FabricView> BuildAsync(FabricView last, CancellationToken cancellation)
    {
        InventorySnapshot snapshot = service.Current;
        Dictionary<Guid, HostRevisionStatus> status = service.GetRevisionStatus(snapshot.Revision).Hosts.ToDictionary(host => host.HostId);
        ImmutableArray<HostView> hosts =
        [
            .. snapshot.Hosts.Values.OrderBy(host => host.Name, StringComparer.Ordinal)
                .Select(host => new HostView(host, service.FindHostRuntime(host.Id), status.GetValueOrDefault(host.Id))),
        ];
        ImmutableArray<PortView> ports = await BuildPortsAsync(snapshot, last, cancellation);
        return new FabricView
        {
            Snapshot = snapshot,
            Time = time.GetUtcNow(),
            Hosts = hosts,
            HostById = hosts.ToImmutableDictionary(host => host.Id),
            Ports = ports,
            PortById = ports.ToImmutableDictionary(port => port.Id),
        };
    }

    private async Task<ImmutableArray<PortView>> BuildPortsAsync(InventorySnapshot snapshot, FabricView last, CancellationToken cancellation)
    {
        List<PortView> ports = new(snapshot.Ports.Count);
        foreach (PortConfig port in snapshot.Ports.Values)
        {
            PortGroupConfig group = snapshot.PortGroups[port.PortGroupId];
            PortView? before = last.PortById.GetValueOrDefault(port.Id);
            if (port.Connection is not { } connection)
            {
                ports.Add(before?.Config == port ? before with { PortGroup = group, Switch = snapshot.Switches[group.SwitchId] }
                    : new PortView(port, group, snapshot.Switches[group.SwitchId], "", null, null, PortTraffic.None));
                continue;
            }

            PortStatistics? statistics = await service.ReadStatisticsAsync(port.Id, cancellation);
            string host = snapshot.Hosts.GetValueOrDefault(connection.HostId)?.Name ?? "";
            ports.Add(new PortView(
                port, group, snapshot.Switches[group.SwitchId], host, service.FindPortRuntime(port.Id), statistics, TrafficOf(before, statistics)));
        }

        ports.Sort(static (one, other) =>
        {
            int order = string.CompareOrdinal(one.Switch.Name, other.Switch.Name);
            return order != 0 ? order : one.Number.CompareTo(other.Number);
        });
        return [.. ports];
    }

    /// <summary>Rates need two readings of one connection.</summary>
    private static PortTraffic TrafficOf(PortView? before, PortStatistics? now)
    {
        if (now is null)
        {
            return PortTraffic.None;
        }

        if (ReferenceEquals(before?.Statistics, now))
        {
            return before.Traffic;
        }

        PortTraffic totals = new()
        {
            RxBytes = now.Counters.GetValueOrDefault("rx-bytes"),
            TxBytes = now.Counters.GetValueOrDefault("tx-bytes"),
            Drops = now.Counters.Where(counter => counter.Key.StartsWith("drop-", StringComparison.Ordinal)).Aggregate(0UL, (sum, counter) => sum + counter.Value),
        };
        return before?.Statistics is { } earlier && earlier.Incarnation == now.Incarnation && now.ReadAt > earlier.ReadAt
            ? WithRates(totals, before.Traffic, earlier, now, (now.ReadAt.Value - earlier.ReadAt!.Value).TotalSeconds)
            : totals;
    }

    private static PortTraffic WithRates(PortTraffic totals, PortTraffic last, PortStatistics earlier, PortStatistics now, double seconds)
    {
        PortTraffic rates = totals with
        {
            RxBitsPerSecond = 8 * Rate("rx-bytes"),
            TxBitsPerSecond = 8 * Rate("tx-bytes"),
            RxFramesPerSecond = Rate("rx-frames"),
            TxFramesPerSecond = Rate("tx-frames"),
            DropsPerSecond = totals.Drops > last.Drops ? (totals.Drops - last.Drops) / seconds : 0,
        };
        ImmutableArray<float> recent = last.Recent.Length < PortTraffic.MostSamples ? last.Recent : last.Recent.RemoveAt(0);
        return rates with { Recent = recent.Add((float)rates.BitsPerSecond) };

        // A data plane that began to count anew has counted what it says since.
        double Rate(string counter)
        {
            (ulong from, ulong to) = (earlier.Counters.GetValueOrDefault(counter), now.Counters.GetValueOrDefault(counter));
            return (to >= from ? to - from : to) / seconds;
        }
    }
}
