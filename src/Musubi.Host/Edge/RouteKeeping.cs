using System.Globalization;
using System.Net;
using Musubi.Host.Kernel;
using Musubi.Io.Netlink;
using Musubi.Model;

namespace Musubi.Host.Edge;

/// <summary>Notes the routes that somebody set over an interface, and sets them again when it was made anew.</summary>
internal static class RouteKeeping
{
    public static ValueList<HostRoute> List(RouteClient routes, string name) => routes.Links.Find(name) is not { } link ? [] :
        [.. routes.Routes.List(link.Index).Take(HostRoute.Most).Select(route => new HostRoute(
            $"{route.Destination}/{route.PrefixLength}", route.Gateway?.ToString() ?? "", route.Source?.ToString() ?? "", route.Metric, route.Protocol, route.Scope))];

    public static bool Restore(RouteClient routes, string name, ValueList<HostRoute> wanted)
    {
        if (routes.Links.Find(name) is not { IsUp: true } link)
        {
            return false;
        }

        // On the link first: gateways are found by those.
        foreach (HostRoute route in wanted.OrderByDescending(route => route.Gateway.Length == 0))
        {
            try
            {
                routes.Routes.Add(link.Index, Read(route));
            }
            catch (NetlinkException)
            {
                // It is there, or cannot be now: its network is no longer this interface's.
            }
        }

        return true;
    }

    private static RouteInfo Read(HostRoute route)
    {
        string[] parts = route.Destination.Split('/');
        return new RouteInfo(
            IPAddress.Parse(parts[0]), int.Parse(parts[1], CultureInfo.InvariantCulture), Address(route.Gateway), Address(route.Source), (uint)route.Metric, (byte)route.Protocol, (byte)route.Scope);
    }

    private static IPAddress? Address(string text) => text.Length == 0 ? null : IPAddress.Parse(text);
}
