using System.Collections.Immutable;
using System.Text;
using Musubi.Contracts.Fabric;
using Musubi.Host.Agent;
using Musubi.Model.Services;
using PortStatistics = Musubi.Contracts.Fabric.PortStatistics;

namespace Musubi.Host.Edge;

/// <summary>
/// Adds to reports how often frames met rules, within a bound that keeps a report far below what the controller takes: many ports with many rules
/// are told of in turn. One thread at a time.
/// </summary>
internal sealed class RuleHitReporter
{
    /// <summary>Of hits in one report, about. A whole list, with the longest names that there may be, has less.</summary>
    public const int MostBytes = 512 << 10;

    /// <summary>What a hit has beside its name.</summary>
    private const int BytesOfHit = 16;

    /// <summary>Whose turn it is: a place among those that have hits to tell.</summary>
    private int _turn;

    /// <param name="report">Has its ports.</param>
    /// <param name="view">Of the same agent.</param>
    public void Add(Statistics report, AgentView view)
    {
        List<Entry> entries = [.. PortsOf(report, view), .. SwitchesOf(report, view)];
        int room = MostBytes;
        for (int i = 0; i < entries.Count; i++)
        {
            int at = (_turn + i) % entries.Count;
            int size = entries[at].Hits.Sum(hit => Encoding.UTF8.GetByteCount(hit.Key) + BytesOfHit);
            if (size > room)
            {
                LeaveOut(entries, at, entries.Count - i);
                _turn = at;
                return;
            }

            room -= size;
            entries[at].Tell(entries[at].Hits);
        }

        _turn = 0;
    }

    private static void LeaveOut(List<Entry> entries, int from, int count)
    {
        for (int i = 0; i < count; i++)
        {
            entries[(from + i) % entries.Count].LeaveOut();
        }
    }

    private static IEnumerable<Entry> PortsOf(Statistics report, AgentView view)
    {
        foreach (PortStatistics port in report.Ports)
        {
            if (view.RuleHits.TryGetValue(Guid.Parse(port.Id), out ImmutableSortedDictionary<string, ulong>? hits))
            {
                yield return new Entry(hits, port.RuleHits.Add, () => port.RuleHitsLeftOut = true);
            }
        }
    }

    /// <summary>Those whose uplinks have rules.</summary>
    private static IEnumerable<Entry> SwitchesOf(Statistics report, AgentView view)
    {
        ILookup<Guid, Guid> uplinks = view.UplinkPorts.ToLookup(uplink => uplink.SwitchId, uplink => uplink.PortId);
        foreach (Guid id in view.State.FabricShare.Switches.Values.Where(owner => owner.UplinkRuleSet is not null).Select(owner => owner.Id))
        {
            RuleHits sum = RuleHits.Sum(uplinks[id].Where(view.RuleHits.ContainsKey).Select(port => view.RuleHits[port]), default);
            UplinkRuleHits told = new() { SwitchId = id.ToString(), Uplinks = (uint)sum.Summed };
            yield return new Entry(sum.Hits, hits =>
            {
                told.RuleHits.Add(hits);
                report.UplinkRules.Add(told);
            }, static () => { });
        }
    }

    /// <param name="Hits">By rule name.</param>
    /// <param name="Tell">Puts them into the report.</param>
    /// <param name="LeaveOut">Says there that they are missing.</param>
    private sealed record Entry(ImmutableSortedDictionary<string, ulong> Hits, Action<IDictionary<string, ulong>> Tell, Action LeaveOut);
}
