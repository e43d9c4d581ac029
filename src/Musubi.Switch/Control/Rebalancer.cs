using System.Diagnostics;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control;

/// <summary>
/// Finds the port that should go to another worker: the one that best evens out the busiest worker and the idlest, when
/// their difference has lasted. Control thread only.
/// </summary>
/// <param name="workers">1 or more; with one there is nothing to even out.</param>
public sealed class Rebalancer(int workers)
{
    /// <summary>Time from one <see cref="Observe"/> to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Differences of this many intervals in a row are not chance.</summary>
    public const int Patience = 3;

    /// <summary>Below it the busiest worker has room enough; a share of one processor.</summary>
    private const double BusyEnough = 0.5;

    private const double WorthMoving = 0.25;

    private readonly long[] _lastTicks = new long[workers];
    private readonly Dictionary<long, long> _lastFrames = [];
    private int _uneven;

    /// <summary>Looks at what was done since the last look; null when nothing should move.</summary>
    /// <param name="elapsed">Time since the last look.</param>
    /// <param name="busyTicks">By worker, in ticks of <see cref="Stopwatch"/> since its start.</param>
    /// <param name="ports">Running ports, with the frames received from each since it was made.</param>
    public (PortSlot Port, int Worker)? Observe(TimeSpan elapsed, IReadOnlyList<long> busyTicks, IReadOnlyCollection<(PortSlot Slot, long Frames)> ports)
    {
        double span = elapsed.TotalSeconds * Stopwatch.Frequency;
        double[] load = [.. busyTicks.Select((ticks, worker) => (ticks - _lastTicks[worker]) / span)];
        List<(PortSlot Slot, long Frames)> work = [.. ports.Select(port => (port.Slot, port.Frames - _lastFrames.GetValueOrDefault(port.Slot.Handle, port.Frames)))];
        Remember(busyTicks, ports);

        int busiest = load.IndexOf(load.Max());
        int idlest = load.IndexOf(load.Min());
        double gap = load[busiest] - load[idlest];
        _uneven = load[busiest] >= BusyEnough && gap >= WorthMoving ? _uneven + 1 : 0;
        if (_uneven < Patience)
        {
            return null;
        }

        _uneven = 0;
        return Choose(work, busiest, load[busiest], gap) is { } port ? (port, idlest) : null;
    }

    private static PortSlot? Choose(List<(PortSlot Slot, long Frames)> work, int busiest, double load, double gap)
    {
        double frames = work.Where(port => port.Slot.Worker == busiest).Sum(port => (double)port.Frames);
        return frames == 0 ? null : work
            .Where(port => port.Slot.Worker == busiest && !port.Slot.IsMoving && port.Frames > 0)
            .Select(port => (port.Slot, Load: load * port.Frames / frames))
            // One that carries the whole difference would only carry it elsewhere.
            .Where(port => port.Load < gap)
            .OrderBy(port => Math.Abs(port.Load - (gap / 2)))
            .Select(port => port.Slot)
            .FirstOrDefault();
    }

    private void Remember(IReadOnlyList<long> busyTicks, IReadOnlyCollection<(PortSlot Slot, long Frames)> ports)
    {
        for (int worker = 0; worker < _lastTicks.Length; worker++)
        {
            _lastTicks[worker] = busyTicks[worker];
        }

        _lastFrames.Clear();
        foreach ((PortSlot slot, long frames) in ports)
        {
            _lastFrames[slot.Handle] = frames;
        }
    }
}
