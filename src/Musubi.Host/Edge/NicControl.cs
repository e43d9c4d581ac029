using Musubi.Host.Kernel;
using Musubi.Io.Bpf;
using Musubi.Io.Netlink;
using Musubi.Model;

namespace Musubi.Host.Edge;

/// <summary>
/// Makes an interface the switch's alone: the host's own stack neither answers nor counts on it. Packet sockets see frames
/// before the classifier drops them.
/// </summary>
internal sealed class NicControl(RouteClient routes)
{
    private const string FilterName = "musubi_drop";

    /// <summary>Answers no ARP request at all (ip-sysctl, arp_ignore).</summary>
    private const int IgnoreAllArp = 8;

    public NicSettings Read(NicFact nic)
    {
        LinkInfo link = Find(nic.Index, nic.Name);
        return new NicSettings(link.IsUp, link.IsPromiscuous, InterfaceSysctl.GetDisableIpv6(link.Name) == 1, InterfaceSysctl.GetArpIgnore(link.Name) ?? 0, link.Mtu, (uint)Ethtool.GetOffloads(link.Name));
    }

    public ValueList<string> EnsureUplink(NicFact nic, int mtu)
    {
        LinkInfo link = Find(nic.Index, nic.Name);
        List<string> changes = Silence(link);
        if (!link.IsPromiscuous)
        {
            routes.Links.SetPromiscuous(link.Index, true);
            changes.Add("promiscuous mode switched on");
        }

        if (link.Mtu < mtu)
        {
            routes.Links.SetMtu(link.Index, mtu);
            changes.Add($"MTU {link.Mtu} raised to {mtu}");
        }

        return [.. changes];
    }

    /// <summary>Up, without IPv6 and ARP, and cut off from the host's stack.</summary>
    public List<string> Silence(LinkInfo link)
    {
        List<string> changes = [];
        if (InterfaceSysctl.GetDisableIpv6(link.Name) == 0 && InterfaceSysctl.SetDisableIpv6(link.Name, 1))
        {
            changes.Add("IPv6 switched off");
        }

        if (InterfaceSysctl.GetArpIgnore(link.Name) is { } arp and not IgnoreAllArp && InterfaceSysctl.SetArpIgnore(link.Name, IgnoreAllArp))
        {
            changes.Add($"arp_ignore {arp} set to {IgnoreAllArp}");
        }

        if (!routes.Filters.List(link.Index, FilterDirection.Ingress).Any(filter => filter.Name.StartsWith(FilterName, StringComparison.Ordinal)))
        {
            using BpfProgram drop = BpfProgram.DropAll();
            routes.Filters.Attach(link.Index, FilterDirection.Ingress, drop, FilterName);
            changes.Add("host stack cut off");
        }

        if (!link.IsUp)
        {
            routes.Links.SetUp(link.Index, true);
            changes.Add("set up");
        }

        return changes;
    }

    public void Restore(NicFact nic, NicSettings before)
    {
        LinkInfo link = Find(nic.Index, nic.Name);
        routes.Filters.RemoveClsact(link.Index);
        routes.Xdp.Detach(link.Index);
        if (before.Offloads is { } offloads && (NicOffloads)offloads != Ethtool.GetOffloads(link.Name))
        {
            Ethtool.SetOffloads(link.Name, (NicOffloads)offloads);
        }

        _ = InterfaceSysctl.SetArpIgnore(link.Name, before.ArpIgnore);
        _ = InterfaceSysctl.SetDisableIpv6(link.Name, before.Ipv6Disabled ? 1 : 0);
        routes.Links.SetPromiscuous(link.Index, before.Promiscuous);
        if (link.Mtu != before.Mtu)
        {
            routes.Links.SetMtu(link.Index, before.Mtu);
        }

        routes.Links.SetUp(link.Index, before.Up);
    }

    private LinkInfo Find(int index, string name) =>
        routes.Links.Find(index) ?? throw new InterfaceMissingException($"interface {name} is gone");
}
