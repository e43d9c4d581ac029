using Musubi.Host.Kernel;
using Musubi.Io.Native;
using Musubi.Io.Netlink;
using Musubi.Model;

namespace Musubi.Host.Edge;

/// <summary>Finds the interfaces that can be uplinks, and the name by which each is found again after a rename.</summary>
internal static class NicInventory
{
    private static readonly string[] Kinds = ["", "veth", "bond"];

    public static IReadOnlyList<NicFact> List(RouteClient routes)
    {
        LinkInfo[] links = [.. routes.Links.List().Where(link => !link.IsLoopback && link.Address is not null && Kinds.Contains(link.Kind))];
        ILookup<int, AddressInfo> addresses = routes.Addresses.List().Where(address => address.IsGlobal).ToLookup(address => address.InterfaceIndex);
        HashSet<string> shared = [.. links.GroupBy(Stable).Where(group => group.Count() > 1).Select(group => group.Key)];
        return [.. links.Select(link => Describe(link, shared, addresses[link.Index]))];
    }

    /// <summary>The PCI address where there is one; else the MAC that the device was made with, else the present one.</summary>
    private static string Stable(LinkInfo link) => link.BusName == "pci" && link.BusAddress.Length > 0
        ? $"pci:{link.BusAddress}"
        : $"mac:{link.PermanentAddress ?? link.Address}";

    private static NicFact Describe(LinkInfo link, HashSet<string> shared, IEnumerable<AddressInfo> addresses)
    {
        NicDetails? details = Ask(link.Name);
        string stable = Stable(link);
        return new NicFact
        {
            Id = shared.Contains(stable) ? $"name:{link.Name}" : stable,
            Name = link.Name,
            Index = link.Index,
            Mac = MacAddress.Parse(link.Address!.Value.ToString()),
            Mtu = link.Mtu,
            Carrier = link.Carries,
            Driver = details?.Driver ?? "",
            BusAddress = link.BusAddress,
            SpeedMbps = (int)Math.Min(details?.SpeedMbps ?? 0, int.MaxValue),
            Addresses = [.. addresses.Select(address => address.ToString())],
        };
    }

    /// <summary>Null when the NIC went between the listing and the question.</summary>
    private static NicDetails? Ask(string name)
    {
        try
        {
            return Ethtool.Query(name);
        }
        catch (SystemCallException)
        {
            return null;
        }
    }
}
