using System.Net;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Share;
using ModelProtocol = Musubi.Model.Config.DiscoveryProtocol;
using PlanProtocol = Musubi.Contracts.Plan.DiscoveryProtocol;

namespace Musubi.Host.Plan;

/// <summary>What the uplinks of a switch tell their neighbours. Pure.</summary>
internal static class DiscoveryPlan
{
    private const int MaxVlans = 64;
    private const int MaxNameBytes = 255;

    /// <summary>Null when the switch neither listens nor tells.</summary>
    /// <param name="ports">Those of the host, of all switches.</param>
    public static DiscoverySettings? Of(ShareSwitch shared, IReadOnlyCollection<SharePort> ports, HostFacts host)
    {
        if (shared.Discovery is { Listens: false, Advertises: false })
        {
            return null;
        }

        DiscoverySettings settings = new()
        {
            Protocol = shared.Discovery.Protocol == ModelProtocol.Lldp ? PlanProtocol.Lldp : PlanProtocol.Cdp,
            Listen = shared.Discovery.Listens,
            Advertise = shared.Discovery.Advertises,
            ChassisId = host.Id.ToString(),
        };
        if (settings.Advertise)
        {
            // A setting that nobody is told would have the plan sent anew for nothing.
            settings.SystemName = Encoding.UTF8.GetByteCount(host.Name) <= MaxNameBytes ? host.Name : "";
            settings.ManagementAddresses.AddRange(Addresses(ports, host));
            settings.Vlans.AddRange(Vlans(ports.Where(port => port.SwitchId == shared.Id)));
        }

        return settings;
    }

    public static ByteString MacOf(UplinkBinding uplink, HostFacts host) =>
        host.Nics.FirstOrDefault(nic => nic.Index == uplink.InterfaceIndex) is { Mac: { Value: not 0, IsGroup: false } mac } ? PlanBuilder.ToBytes(mac) : ByteString.Empty;

    /// <summary>The first address of each family: of NICs by their names, which are no uplinks as they have addresses, then of host adapters.</summary>
    private static IEnumerable<ByteString> Addresses(IEnumerable<SharePort> ports, HostFacts host)
    {
        IEnumerable<string> ofNics = host.Nics.OrderBy(nic => nic.Name, StringComparer.Ordinal).SelectMany(nic => nic.Addresses);
        IEnumerable<string> ofAdapters = ports.Select(port => port.Connection).Where(connection => connection.Attachment is HostAdapterAttachment)
            .OrderBy(connection => connection.Vnic, StringComparer.Ordinal).SelectMany(connection => ((HostAdapterAttachment)connection.Attachment).Addresses);
        IPAddress[] all = [.. ofNics.Concat(ofAdapters).Select(Parse).OfType<IPAddress>()];
        return new[] { AddressFamily.InterNetwork, AddressFamily.InterNetworkV6 }
            .Select(family => all.FirstOrDefault(address => address.AddressFamily == family))
            .OfType<IPAddress>().Select(address => ByteString.CopyFrom(address.GetAddressBytes()));
    }

    private static IPAddress? Parse(string cidr) => IPAddress.TryParse(cidr.Split('/')[0], out IPAddress? address) ? address : null;

    /// <summary>The VLANs in which ports of this host are, each with the name of its port group; trunks belong to their guests.</summary>
    private static IEnumerable<NamedVlan> Vlans(IEnumerable<SharePort> ports) => ports
        .Where(port => port.Policy.Vlan.Mode is VlanMode.Access or VlanMode.Private)
        .GroupBy(port => port.Policy.Vlan.Id)
        .OrderBy(group => group.Key)
        .Take(MaxVlans)
        .Select(group => new NamedVlan { Id = (uint)group.Key, Name = group.Select(port => port.PortGroup).Min(StringComparer.Ordinal) });
}
