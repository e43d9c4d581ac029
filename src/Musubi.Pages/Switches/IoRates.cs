using System.Collections.Immutable;
using Musubi.Model.Resources;
using Musubi.Pages.Live;

namespace Musubi.Pages.Switches;

/// <summary>What each class of traffic has of each uplink now, from two readings of what it had. One page's own.</summary>
public sealed class IoRates
{
    private readonly Dictionary<string, (DateTimeOffset At, long Bytes, double Rate, ImmutableArray<float> Recent)> _last = new(StringComparer.Ordinal);

    /// <summary>One row for each class of each uplink of each host.</summary>
    public IReadOnlyList<IoRow> Read(IEnumerable<IoHostResource> hosts)
    {
        List<IoRow> rows = [];
        foreach (IoHostResource host in hosts)
        {
            foreach (IoUplinkResource uplink in host.Uplinks)
            {
                foreach (IoClassResource one in uplink.Classes)
                {
                    string key = $"{host.HostId} {uplink.Uplink} {one.Kind} {one.Name}";
                    (double rate, ImmutableArray<float> recent) = RateOf(key, uplink.ReadAt, one.Bytes);
                    rows.Add(new IoRow(key, host, uplink, one, rate, recent));
                }
            }
        }

        return rows;
    }

    private (double Rate, ImmutableArray<float> Recent) RateOf(string key, DateTimeOffset? at, long bytes)
    {
        if (at is not { } now)
        {
            return (0, []);
        }

        if (!_last.TryGetValue(key, out (DateTimeOffset At, long Bytes, double Rate, ImmutableArray<float> Recent) last))
        {
            _last[key] = (now, bytes, 0, []);
            return (0, []);
        }

        if (now <= last.At)
        {
            return (last.Rate, last.Recent);
        }

        // A data plane that began to count anew has counted what it says since.
        double rate = 8 * (bytes >= last.Bytes ? bytes - last.Bytes : bytes) / (now - last.At).TotalSeconds;
        ImmutableArray<float> recent = (last.Recent.Length < PortTraffic.MostSamples ? last.Recent : last.Recent.RemoveAt(0)).Add((float)rate);
        _last[key] = (now, bytes, rate, recent);
        return (rate, recent);
    }
}
