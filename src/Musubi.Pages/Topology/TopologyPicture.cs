using System.Collections.Immutable;
using Musubi.Model.Config;
using Musubi.Pages.Live;

namespace Musubi.Pages.Topology;

/// <summary>
/// A switch as people draw it: port groups with their VMs on one side, uplinks with each host's NICs on the other, and beyond them the physical switches that NICs hear; or
/// both sides host by host. Small fabrics are shown whole; of large ones heads with numbers, which open. Pure: where everything stands, not how it looks.
/// </summary>
public sealed record TopologyPicture
{
    /// <summary>Height of a line.</summary>
    public const double RowHeight = 22;

    /// <summary>Lines below one head, however open it is: a search finds the others.</summary>
    private const int MostBelow = 500;

    private const double Top = 20;
    private const double Gap = 10;

    public required ImmutableArray<TopologyRow> Rows { get; init; }

    public ImmutableArray<TopologyNeighbour> Neighbours { get; init; } = [];

    public required double Height { get; init; }

    public static TopologyPicture Draw(FabricView view, SwitchConfig owner, TopologyChoices choices)
    {
        TopologyHeads heads = new(view, owner, choices);
        return Draw(heads.Ports(), heads.Uplinks(), choices, heads.NeighboursOf);
    }

    /// <param name="ports">One side.</param>
    /// <param name="uplinks">The other.</param>
    /// <param name="choices">What somebody wants to see.</param>
    /// <param name="neighbours">Who is heard by the NICs of a line: the physical switch, its port, whether the link is up.</param>
    internal static TopologyPicture Draw(
        IEnumerable<TopologyHead> ports, IEnumerable<TopologyHead> uplinks, TopologyChoices choices, Func<TopologyRow, IEnumerable<(string Name, string Port, bool LinkUp)>> neighbours)
    {
        ImmutableArray<TopologyRow>.Builder rows = ImmutableArray.CreateBuilder<TopologyRow>();
        double left = Place(rows, ports, TopologySide.Ports, choices);
        double right = Place(rows, uplinks, TopologySide.Uplinks, choices);
        ImmutableArray<TopologyNeighbour> beyond = PlaceNeighbours(rows, neighbours);
        return new TopologyPicture { Rows = rows.ToImmutable(), Neighbours = beyond, Height = Math.Max(Math.Max(left, right), beyond.Length > 0 ? beyond[^1].Y + RowHeight : 0) + Top };
    }

    private static double Place(ImmutableArray<TopologyRow>.Builder rows, IEnumerable<TopologyHead> heads, TopologySide side, TopologyChoices choices)
    {
        double y = Top;
        foreach (TopologyHead head in heads.Where(head => side != TopologySide.Ports || choices.Search.Length == 0 || head.Items.Count > 0))
        {
            bool open = choices.Search.Length > 0 || head.Opens != choices.Toggled.Contains(head.Key);
            rows.Add(new TopologyRow(head.Key, side, true, y, head.Title, head.Detail, head.State, head.BitsPerSecond, head.Address, head.Lit, open, null));
            y += RowHeight;
            foreach (TopologyRow item in open ? head.Items.Take(MostBelow) : [])
            {
                rows.Add(item with { Y = y });
                y += RowHeight;
            }

            y += Gap;
        }

        return y;
    }

    /// <summary>Each physical switch beside the middle of the lines that lead to it, none upon another.</summary>
    private static ImmutableArray<TopologyNeighbour> PlaceNeighbours(
        ImmutableArray<TopologyRow>.Builder rows, Func<TopologyRow, IEnumerable<(string Name, string Port, bool LinkUp)>> heard)
    {
        Dictionary<string, List<TopologyLink>> links = new(StringComparer.Ordinal);
        foreach (TopologyRow row in rows.Where(row => row.Side == TopologySide.Uplinks && !(row.IsHead && row.IsOpen)))
        {
            foreach (IGrouping<string, (string Name, string Port, bool LinkUp)> group in heard(row).GroupBy(one => one.Name, StringComparer.Ordinal))
            {
                (string Name, string Port, bool LinkUp)[] cables = [.. group];
                if (!links.TryGetValue(group.Key, out List<TopologyLink>? of))
                {
                    links[group.Key] = of = [];
                }

                of.Add(new TopologyLink(row.Key, row.IsHead, row.Y, cables.Length == 1 ? cables[0].Port : "", cables.All(cable => cable.LinkUp), row.Lit));
            }
        }

        double least = Top;
        ImmutableArray<TopologyNeighbour>.Builder placed = ImmutableArray.CreateBuilder<TopologyNeighbour>();
        foreach ((string name, List<TopologyLink> of) in links.OrderBy(pair => pair.Value.Average(link => link.Y)).ThenBy(pair => pair.Key, StringComparer.Ordinal))
        {
            double y = Math.Max(least, of.Average(link => link.Y));
            placed.Add(new TopologyNeighbour(name, y, of.Any(link => link.Lit), [.. of]));
            least = y + RowHeight + Gap;
        }

        return placed.ToImmutable();
    }
}
