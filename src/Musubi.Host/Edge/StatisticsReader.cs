using System.Collections.Immutable;
using Musubi.Contracts.Fabric;
using Musubi.Host.Agent;
using Musubi.Io.Counters;
using PortStatistics = Musubi.Contracts.Fabric.PortStatistics;

namespace Musubi.Host.Edge;

/// <summary>Reads the data plane's counters, which it keeps in a mapped file. Any thread, but for reports.</summary>
internal sealed class StatisticsReader(string countersPath, TimeProvider clock)
{
    private readonly RuleHitReporter _rules = new();

    /// <summary>Every port of the fabric that is connected here, every shared uplink of its switches, and what met rules. One thread at a time.</summary>
    public Statistics Report(AgentView view)
    {
        Statistics report = new();
        report.IoUplinks.AddRange(view.Io.Where(uplink => view.State.FabricShare.Switches.ContainsKey(uplink.SwitchId)).Select(IoUplinks.ToReport));
        report.Workers.AddRange(view.Workers.Select(WorkerLoads.Report));
        if (Read() is not { } counters)
        {
            return report;
        }

        foreach (Model.Share.SharePort port in view.State.FabricShare.Ports.Values)
        {
            if (counters.Ports.TryGetValue(new CounterKey(port.Id, (ulong)port.Incarnation), out PortCounters? found) && found is not null)
            {
                PortStatistics statistics = new() { Id = port.Id.ToString(), Incarnation = (ulong)port.Incarnation };
                foreach ((string name, ulong value) in Name(counters, found))
                {
                    statistics.Counters.Add(name, value);
                }

                report.Ports.Add(statistics);
            }
        }

        _rules.Add(report, view);
        return report;
    }

    /// <summary>Null when the data plane has no counters for it.</summary>
    public Model.Services.PortStatistics? Read(Guid portId)
    {
        CounterSnapshot? counters = Read();
        PortCounters? newest = counters?.Ports.Values.Where(port => port.Key.PortId == portId).MaxBy(port => port.Key.Incarnation);
        return newest is null ? null : new Model.Services.PortStatistics
        {
            PortId = portId,
            Incarnation = (long)newest.Key.Incarnation,
            ReadAt = clock.GetUtcNow(),
            Counters = Name(counters!, newest).ToImmutableSortedDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal),
        };
    }

    private static IEnumerable<(string Name, ulong Value)> Name(CounterSnapshot counters, PortCounters port) =>
        counters.Names.Select((name, i) => (name, (ulong)port.Values[i])).Where(entry => entry.Item2 != 0);

    private CounterSnapshot? Read()
    {
        try
        {
            return CounterFileReader.Read(countersPath);
        }
        catch (Exception failure) when (failure is IOException or CounterFormatException)
        {
            return null;
        }
    }
}
