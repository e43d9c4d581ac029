using System.Text;
using Musubi.Io.Bpf;
using Musubi.Io.Namespaces;
using Musubi.Io.Netlink;
using Musubi.Lab.Processes;

namespace Musubi.Lab.Topology;

/// <summary>Makes the namespaces, the cables, the physical switch and the router of a lab.</summary>
internal sealed class Network(LabLayout layout)
{
    public async Task BuildAsync(CancellationToken cancellation)
    {
        LabOptions options = layout.Options;
        await IpAsync(null, [.. Namespaces().Select(name => $"netns add {name}")], cancellation);
        await Task.WhenAll(Namespaces().Select(name => SettleAsync(name, cancellation)));
        await Task.WhenAll(new[] { layout.Phys, layout.Router, layout.Ctl }.Select(name => SilenceAsync(name, cancellation)));
        await IpAsync(layout.Phys, ["link add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0", "link set br0 up"], cancellation);
        await IpAsync(layout.Ctl, ["link add mgmt type bridge stp_state 0 forward_delay 0", $"addr add {LabLayout.ControllerAddress}/24 dev mgmt", "link set mgmt up"], cancellation);
        for (int host = 1; host <= options.Hosts; host++)
        {
            await CableHostAsync(host, cancellation);
        }

        foreach (int vlan in LabLayout.Vlans)
        {
            await CableLegAsync(vlan, cancellation);
        }
    }

    /// <summary>Takes the link of a host's NIC away, or gives it back, at the physical switch.</summary>
    public Task SetLinkAsync(int host, int uplink, bool up) =>
        IpAsync(layout.Phys, [$"link set {LabLayout.SwitchPort(host, uplink)} {(up ? "up" : "down")}"], CancellationToken.None);

    /// <summary>Makes the physical switch forward nothing of a host's NIC, nor to it, while its link stays up; or forward again.</summary>
    public Task SetForwardingAsync(int host, int uplink, bool forwards) =>
        IpAsync(layout.Phys, [$"link set {LabLayout.SwitchPort(host, uplink)} {(forwards ? "master br0" : "nomaster")}"], CancellationToken.None);

    /// <summary>Makes the physical switch forget at once what it learns, so that it floods every unicast frame; or learn again.</summary>
    public Task SetFloodingAsync(bool flood) =>
        IpAsync(layout.Phys, [$"link set br0 type bridge ageing_time {(flood ? 0 : 30000)}"], CancellationToken.None);

    /// <summary>Sets how much the physical switch takes at the ports that NICs are cabled to, bytes behind the Ethernet header and tag.</summary>
    public Task SetMtuAsync(int mtu) => IpAsync(
        layout.Phys,
        [.. from host in Enumerable.Range(1, layout.Options.Hosts) from nic in Enumerable.Range(1, layout.Nics) select $"link set {LabLayout.SwitchPort(host, nic)} mtu {mtu}"],
        CancellationToken.None);

    /// <summary>Cables the management network to the physical switch, so that a host can be managed by its uplinks; or takes the cable away.</summary>
    public async Task SetManagementCableAsync(bool there)
    {
        string[] cable = there ? ["link add cm type veth peer name mphys netns " + layout.Ctl, "link set cm master br0 up"] : ["link del cm"];
        await IpAsync(layout.Phys, cable, CancellationToken.None);
        if (there)
        {
            await IpAsync(layout.Ctl, ["link set mphys master mgmt up"], CancellationToken.None);
        }
    }

    /// <summary>Takes a host's own way to the management network down, or up again.</summary>
    public Task SetManagementNicAsync(int host, bool up) => IpAsync(layout.Host(host), [$"link set mgmt0 {(up ? "up" : "down")}"], CancellationToken.None);

    /// <summary>Makes one more namespace, as a VM that is switched on.</summary>
    public static async Task AddNamespaceAsync(string name)
    {
        await IpAsync(null, [$"netns add {name}"], CancellationToken.None);
        await SettleAsync(name, CancellationToken.None);
    }

    /// <summary>Removes a namespace with all that is in it, as a VM that is switched off.</summary>
    public static Task RemoveNamespaceAsync(string name) => IpAsync(null, [$"netns del {name}"], CancellationToken.None);

    /// <summary>Every namespace that a lab starts with.</summary>
    public IEnumerable<string> Namespaces() =>
    [
        layout.Phys, layout.Router, layout.Ctl,
        .. Enumerable.Range(1, layout.Options.Hosts).Select(layout.Host),
        .. Enumerable.Range(1, layout.Options.Vms).Select(layout.Vm),
    ];

    private async Task CableHostAsync(int host, CancellationToken cancellation)
    {
        string name = layout.Host(host);
        List<string> cables = [];
        for (int uplink = 1; uplink <= layout.Nics; uplink++)
        {
            string port = LabLayout.SwitchPort(host, uplink);
            cables.Add($"link add {port} type veth peer name {LabLayout.Nic(uplink)} address {LabLayout.NicMac(host, uplink)} netns {name}");
            cables.Add($"link set {port} master br0 up");
        }

        await IpAsync(layout.Phys, cables, cancellation);
        SendAsHardwareDoes(Enumerable.Range(1, layout.Nics).Select(uplink => LabLayout.SwitchPort(host, uplink)));
        await IpAsync(layout.Ctl, [$"link add m{host} type veth peer name mgmt0 netns {name}", $"link set m{host} master mgmt up"], cancellation);
        await IpAsync(name, [$"addr add {LabLayout.HostAddress(host)}/24 dev mgmt0", "link set mgmt0 up"], cancellation);
    }

    /// <summary>AF_XDP sees a frame's bytes alone, and a veth sends tags and checksums beside them; what arrives on a real cable has both within.</summary>
    private void SendAsHardwareDoes(IEnumerable<string> ports)
    {
        if (layout.Options.UplinkDriver == LabOptions.UplinkDrivers[0])
        {
            return;
        }

        using NetworkNamespace space = NetworkNamespace.OpenNamed(layout.Phys);
        space.Run(() =>
        {
            foreach (string port in ports)
            {
                Ethtool.SetOffloads(port, NicOffloads.None);
            }
        });
    }

    private async Task CableLegAsync(int vlan, CancellationToken cancellation)
    {
        string port = LabLayout.LegPort(vlan);
        await IpAsync(layout.Phys,
            [$"link add {port} type veth peer name {LabLayout.Leg(vlan)} address {LabLayout.LegMac(vlan)} netns {layout.Router}", $"link set {port} master br0 up"], cancellation);
        await IpAsync(layout.Router, [$"addr add {LabLayout.RouterAddress(vlan)}/16 dev {LabLayout.Leg(vlan)}", $"link set {LabLayout.Leg(vlan)} up"], cancellation);
        if (vlan != 0)
        {
            MakeAccessPort(port, vlan);
        }
    }

    /// <summary>
    /// The kernel's bridge knows no VLANs here: two classifiers make this port of it an access port. The untagged leg
    /// needs none, for a kernel without 802.1Q takes no notice of tagged frames.
    /// </summary>
    private void MakeAccessPort(string port, int vlan)
    {
        using NetworkNamespace space = NetworkNamespace.OpenNamed(layout.Phys);
        using RouteClient routes = RouteClient.OpenIn(space);
        int index = (routes.Links.Find(port) ?? throw new LabException($"no interface {port} in {layout.Phys}")).Index;
        using BpfProgram tag = BpfProgram.TagIncoming(vlan);
        using BpfProgram untag = BpfProgram.UntagOutgoing(vlan);
        routes.Filters.Attach(index, FilterDirection.Ingress, tag, "access-in");
        routes.Filters.Attach(index, FilterDirection.Egress, untag, "access-out");
    }

    private static Task SettleAsync(string name, CancellationToken cancellation) => IpAsync(name, ["link set lo up"], cancellation);

    /// <summary>No IPv6 in what is not a VM or a host: a quiet wire shows what those send.</summary>
    private static async Task SilenceAsync(string name, CancellationToken cancellation) =>
        await Shell.MustAsync(
            ["ip", "netns", "exec", name, "sh", "-c", "for f in all default; do echo 1 >/proc/sys/net/ipv6/conf/$f/disable_ipv6; done"], cancellation: cancellation);

    private static async Task IpAsync(string? space, IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        var batch = new StringBuilder();
        foreach (string line in lines)
        {
            batch.Append(line).Append('\n');
        }

        string[] command = space is null ? ["ip", "-batch", "-"] : ["ip", "-n", space, "-batch", "-"];
        await Shell.MustAsync(command, batch.ToString(), cancellation: cancellation);
    }
}
