using Musubi.Contracts.Fabric;
using Musubi.Contracts.Plan;
using Musubi.Model;
using Musubi.Model.Services;

namespace Musubi.Host.Agent;

/// <summary>Makes rates of what the data plane counts of its workers since it started. The agent's thread only.</summary>
internal sealed class WorkerLoads(TimeProvider clock)
{
    /// <summary>What is told is of so long at least: status is also asked for when something happens.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private readonly Dictionary<uint, WorkerStatus> _before = [];
    private long _at;

    /// <summary>Empty until two statuses of one data plane were seen.</summary>
    public ValueList<WorkerLoad> Current { get; private set; } = [];

    /// <summary>The data plane is gone: another counts anew.</summary>
    public void Clear()
    {
        _before.Clear();
        Current = [];
    }

    public void Note(IEnumerable<WorkerStatus> workers)
    {
        TimeSpan passed = clock.GetElapsedTime(_at);
        if (_before.Count > 0 && passed < Least)
        {
            return;
        }

        List<WorkerLoad> loads = [];
        foreach (WorkerStatus now in workers.OrderBy(worker => worker.Index))
        {
            if (_before.TryGetValue(now.Index, out WorkerStatus? before) && now.BusyNanoseconds >= before.BusyNanoseconds && now.Frames >= before.Frames)
            {
                double busy = (now.BusyNanoseconds - before.BusyNanoseconds) / passed.TotalNanoseconds;
                loads.Add(new WorkerLoad((int)now.Index, (int)Math.Round(100 * Math.Min(busy, 1)), (long)((now.Frames - before.Frames) / passed.TotalSeconds)));
            }

            _before[now.Index] = now;
        }

        _at = clock.GetTimestamp();
        Current = [.. loads];
    }

    public static WorkerReport Report(WorkerLoad load) =>
        new() { Index = (uint)load.Index, BusyPercent = (uint)load.BusyPercent, FramesPerSecond = (ulong)load.FramesPerSecond };
}
