using System.Net;
using Musubi.Host.Kernel;
using Musubi.Io.Netlink;
using Musubi.Model;

namespace Musubi.Host.Edge;

/// <summary>The interface side of a TAP, in the namespace that the client was opened in.</summary>
internal static class TapControl
{
    public static ValueList<string> Ensure(RouteClient routes, string name, TapSettings settings)
    {
        LinkInfo link = routes.Links.Find(name) ?? throw new InterfaceMissingException($"there is no interface {name}");
        List<string> changes = [];
        HardwareAddress mac = HardwareAddress.Parse(settings.Mac.ToString());
        if (link.Address != mac)
        {
            routes.Links.SetAddress(link.Index, mac);
            changes.Add($"MAC {link.Address} set to {mac}");
        }

        if (link.Mtu != settings.Mtu)
        {
            routes.Links.SetMtu(link.Index, settings.Mtu);
            changes.Add($"MTU {link.Mtu} set to {settings.Mtu}");
        }

        if (!link.IsUp)
        {
            routes.Links.SetUp(link.Index, true);
            changes.Add("set up");
        }

        AddAddresses(routes, link, settings.Addresses, changes);
        return [.. changes];
    }

    public static void Delete(RouteClient routes, string name)
    {
        LinkInfo? link = routes.Links.Find(name);
        if (link is { Kind: "tun" })
        {
            routes.Links.Delete(link.Index);
        }
    }

    private static void AddAddresses(RouteClient routes, LinkInfo link, ValueList<string> wanted, List<string> changes)
    {
        if (wanted.Count == 0)
        {
            return;
        }

        HashSet<string> present = [.. routes.Addresses.List(link.Index).Select(address => address.ToString())];
        foreach (string address in wanted)
        {
            if (!present.Contains(address))
            {
                string[] parts = address.Split('/');
                routes.Addresses.Add(new AddressInfo(link.Index, IPAddress.Parse(parts[0]), int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), AddressInfo.GlobalScope));
                changes.Add($"address {address} added");
            }
        }
    }
}
