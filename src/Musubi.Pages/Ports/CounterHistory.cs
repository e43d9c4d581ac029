using System.Collections.Immutable;
using Musubi.Model.Services;
using Musubi.Pages.Live;

namespace Musubi.Pages.Ports;

/// <summary>How fast each counter of a port rose of late, for its sparkline. One page's own, in its context.</summary>
public sealed class CounterHistory
{
    private readonly Dictionary<string, ImmutableArray<float>> _recent = new(StringComparer.Ordinal);
    private PortStatistics? _last;

    /// <summary>Rates a second, oldest first; at most <see cref="PortTraffic.MostSamples"/>.</summary>
    public ImmutableArray<float> Of(string counter) => _recent.GetValueOrDefault(counter, []);

    /// <summary>Takes a newer reading; one that was taken already is passed over, and another connection's begins anew.</summary>
    public void Read(PortStatistics? now)
    {
        if (now is null || ReferenceEquals(now, _last) || now.ReadAt is null)
        {
            return;
        }

        if (_last is { ReadAt: { } before } last && last.Incarnation == now.Incarnation && last.PortId == now.PortId)
        {
            if (now.ReadAt <= before)
            {
                return;
            }

            double seconds = (now.ReadAt.Value - before).TotalSeconds;
            foreach ((string counter, ulong value) in now.Counters)
            {
                ulong former = last.Counters.GetValueOrDefault(counter);
                ImmutableArray<float> recent = Of(counter);
                _recent[counter] = (recent.Length < PortTraffic.MostSamples ? recent : recent.RemoveAt(0)).Add((float)((value >= former ? value - former : value) / seconds));
            }
        }
        else
        {
            _recent.Clear();
        }

        _last = now;
    }
}
