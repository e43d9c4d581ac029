using System.Globalization;
using System.Text;

namespace Musubi.Bench.Report;

/// <summary>Tables of a run: medians with their spread, each peer beside Musubi, and how many times as much Musubi does.</summary>
internal static class MarkdownReport
{
    private const string Ours = Peers.PeerFactory.Musubi;

    private static readonly Dictionary<string, string> Titles = new()
    {
        ["B1"] = "B1: throughput between two ports of testpmd, one processor for the switch",
        ["B2"] = "B2: busy time for each frame in B1, by each switch's own counters",
        ["B3"] = "B3: many flows and many MACs, one way, open loop",
        ["B4"] = "B4: latency at set rates, and of the first frame after idleness",
        ["B5"] = "B5: from guest to guest through two uplinks and a veth pair",
        ["B6"] = "B6: TCP between namespace VMs",
        ["B7"] = "B7: what idle ports cost",
        ["B8"] = "B8: stages of the pipeline alone",
        ["B9"] = "B9: failover",
        ["B10"] = "B10: the largest plan",
    };

    public static string Write(IReadOnlyList<Row> rows)
    {
        StringBuilder text = new();
        foreach (IGrouping<string, Row> bench in rows.GroupBy(row => row.Bench).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {Titles.GetValueOrDefault(bench.Key, bench.Key)}\n");
            foreach (IGrouping<string, Row> unit in bench.GroupBy(row => row.Unit))
            {
                Table(text, unit.Key, [.. unit]);
            }
        }

        return text.ToString();
    }

    private static void Table(StringBuilder text, string unit, IReadOnlyList<Row> rows)
    {
        string[] peers = [.. rows.Select(row => row.Peer).Distinct().OrderBy(peer => peer == Ours ? 0 : 1)];
        string[] others = [.. peers.Where(peer => peer != Ours)];
        bool compares = peers.Contains(Ours) && others.Length > 0;
        text.Append(CultureInfo.InvariantCulture, $"\n| {unit} | {string.Join(" | ", peers)} |{(compares ? string.Concat(others.Select(other => $" {Ours} / {other} |")) : "")}\n");
        text.Append("|---|").Append(string.Concat(Enumerable.Repeat("---|", peers.Length + (compares ? others.Length : 0)))).Append('\n');
        foreach (IGrouping<string, Row> one in rows.GroupBy(row => row.Case))
        {
            Dictionary<string, Summary> found = one.GroupBy(row => row.Peer).ToDictionary(group => group.Key, group => Summary.Of(group.Select(row => row.Value)));
            text.Append(CultureInfo.InvariantCulture, $"| {one.Key} |");
            foreach (string peer in peers)
            {
                text.Append(found.TryGetValue(peer, out Summary summary) ? Cell(summary) : " |");
            }

            foreach (string other in compares ? others : [])
            {
                text.Append(found.TryGetValue(other, out Summary theirs) && found.TryGetValue(Ours, out Summary ours) && theirs.Median != 0
                    ? string.Create(CultureInfo.InvariantCulture, $" {ours.Median / theirs.Median:0.00} |") : " |");
            }

            text.Append('\n');
        }
    }

    private static string Cell(Summary summary) =>
        string.Create(CultureInfo.InvariantCulture, $" {Number(summary.Median)} ({Number(summary.Least)}–{Number(summary.Most)}) |");

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "0" : Math.Abs(value) >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
