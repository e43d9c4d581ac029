using System.Collections.Immutable;
using Musubi.Model.Config;
using Musubi.Model.Services;
using Musubi.Pages.Live;
using Musubi.Pages.Ports;
using Musubi.Pages.Shell;
using Musubi.Pages.Words;

namespace Musubi.Pages.Overview;

/// <summary>What the overview tells of a fabric. Pure.</summary>
public sealed record FabricSummary
{
    private const int MostAttention = 50;
    private const int MostTalkers = 8;

    public required IReadOnlyDictionary<HostHealth, int> Hosts { get; init; }

    public required int UplinksDown { get; init; }

    public required int PortsInUse { get; init; }

    public required int PortsBlocked { get; init; }

    public required int PortsDropping { get; init; }

    /// <summary>Errors first; at most fifty.</summary>
    public required ImmutableArray<Attention> Attention { get; init; }

    /// <summary>Most first.</summary>
    public required ImmutableArray<PortView> TopTalkers { get; init; }

    public static FabricSummary Of(FabricView view, OverviewTexts texts, HostTexts hosts)
    {
        List<Attention> attention = [.. view.Hosts.Where(host => host.Health != HostHealth.InSync || host.Runtime?.Rollback is not null).Select(host => OfHost(host, hosts, texts))];
        List<Attention> down = [.. view.Snapshot.Switches.Values.SelectMany(one => Down(one, view, texts))];
        attention.AddRange(down);
        PortView[] used = [.. view.Ports.Where(port => port.Config.Connection is not null)];
        PortView[] dropping = [.. used.Where(port => port.Traffic.DropsPerSecond > 0)];
        attention.AddRange(used.Where(port => port.Runtime?.State == ObjectState.Error).Select(port => OfPort(port, isError: true, port.Runtime!.Reason)));
        attention.AddRange(dropping.OrderByDescending(port => port.Traffic.DropsPerSecond)
            .Select(port => OfPort(port, isError: false, $"{texts.Drops}: {Quantities.Each(port.Traffic.DropsPerSecond)}")));
        return new FabricSummary
        {
            Hosts = view.Hosts.CountBy(host => host.Health).ToDictionary(),
            UplinksDown = down.Count,
            PortsInUse = used.Length,
            PortsBlocked = used.Count(PortColumns.IsBlocked),
            PortsDropping = dropping.Length,
            Attention = [.. attention.OrderByDescending(one => one.IsError).Take(MostAttention)],
            TopTalkers = [.. used.Where(port => port.Traffic.BitsPerSecond > 0).OrderByDescending(port => port.Traffic.BitsPerSecond).Take(MostTalkers)],
        };
    }

    private static Attention OfHost(HostView host, HostTexts texts, OverviewTexts overview)
    {
        if (host.Runtime?.Rollback is { } rollback)
        {
            return new Attention(true, host.Name, $"{overview.Undone}: {string.Join(", ", rollback.Objects)}", $"/hosts/{host.Id}");
        }

        string why = host.Status is { } status && status.Objects.Count > 0 ? $"{status.Objects[0].Object}: {status.Objects[0].Reason}" : host.Status?.Reason ?? "";
        return new Attention(host.Health != HostHealth.Pending, host.Name, why.Length > 0 ? why : texts.HealthWord(host.Health), $"/hosts/{host.Id}");
    }

    private static Attention OfPort(PortView port, bool isError, string why) =>
        new(isError, $"{port.Switch.Name}/{port.Number} {port.Connected}", why, $"/ports/{port.Id}");

    private static IEnumerable<Attention> Down(SwitchConfig one, FabricView view, OverviewTexts texts) =>
        one.Members.SelectMany(member => member.Uplinks
            .Where(assignment => view.HostById.GetValueOrDefault(member.HostId) is { Health: not HostHealth.Unreachable } host && host.NicOf(one, assignment.Uplink) is { LinkUp: false })
            .Select(assignment => new Attention(true, $"{view.HostById[member.HostId].Name} {one.Name}/{assignment.Uplink}", texts.LinkDown, $"/hosts/{member.HostId}")));
}
