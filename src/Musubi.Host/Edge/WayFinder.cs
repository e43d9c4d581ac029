using System.Net;
using Musubi.Host.Kernel;
using Musubi.Io.Netlink;

namespace Musubi.Host.Edge;

/// <summary>Finds by which interface a connection's packets leave, and which NICs that stands on.</summary>
internal static class WayFinder
{
    /// <summary>Their frames leave by the interface that they were made on top of.</summary>
    private static readonly string[] Stacked = ["vlan", "macvlan", "ipvlan"];

    public static WayFact? Find(RouteClient routes, IPAddress local, IPAddress remote)
    {
        int index = routes.Routes.FindInterface(remote, local);
        LinkInfo[] links = [.. routes.Links.List()];
        LinkInfo? link = links.FirstOrDefault(one => one.Index == index);
        if (link is null or { IsLoopback: true })
        {
            return null;
        }

        HashSet<int> below = [index];
        while (links.Where(one => IsBelow(one, below, links)).Select(one => one.Index).ToArray() is { Length: > 0 } more)
        {
            below.UnionWith(more);
        }

        return new WayFact(link.Name, [.. NicInventory.List(routes).Where(nic => below.Contains(nic.Index)).Select(nic => nic.Id).Order(StringComparer.Ordinal)]);
    }

    /// <summary>Part of a bridge or bond that is known already, or what a known one stands on.</summary>
    private static bool IsBelow(LinkInfo link, HashSet<int> known, LinkInfo[] all) =>
        !known.Contains(link.Index)
        && (known.Contains(link.MasterIndex) || all.Any(upper => known.Contains(upper.Index) && upper.PeerIndex == link.Index && Stacked.Contains(upper.Kind)));
}
