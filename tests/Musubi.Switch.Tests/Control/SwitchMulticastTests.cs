using System.Globalization;
using System.Net;
using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control;

/// <summary>Multicast snooping with real parts: guests' Linux kernels join and leave, and a Linux bridge snoops on the physical side.</summary>
public sealed class SwitchMulticastTests
{
    private const string Group = "239.1.1.1";
    private const string Group6 = "ff05::7";
    private const int Pings = 100;

    [Fact]
    public void A_group_goes_to_the_guest_that_joined_it_from_its_first_frame_to_its_leaving()
    {
        using Bed bed = new(vms: 2);
        using FakeAgent agent = bed.StartAgent();
        agent.Apply(Snooping(bed));
        Join(bed.Vms[0], Group);
        bed.Vms[0].Namespace.Execute("sysctl", "-qw", "net.ipv4.icmp_echo_ignore_broadcasts=0");
        Deadline.Until(() => Members(agent, Group) == Name(bed.Vms[0]), "the join is heard");
        Assert.True(Answered(bed.OutsideNamespace, Group), "while ports have just come everything is delivered");
        Deadline.Until(() => Vlan(agent).HearsAllPorts.Count == 0, "ports have had the time to say what they listen to");

        (long joined, long other) = Delivered(bed, () => Flood(bed.OutsideNamespace, Group));
        Assert.InRange(joined, Pings, 2 * Pings);
        Assert.InRange(other, 0, Pings / 2);
        Assert.True(Answered(bed.OutsideNamespace, Group));
        // From a neighbour too.
        Assert.True(Answered(bed.Vms[1].Namespace, Group));

        Leave(bed.Vms[0], Group);
        Deadline.Until(() => Members(agent, Group) == "", "the end is heard");
        long ended = bed.Counter(bed.Uplinks[0].Port, "drop-no-listener");
        Flood(bed.OutsideNamespace, Group);
        Deadline.Until(() => bed.Counter(bed.Uplinks[0].Port, "drop-no-listener") >= ended + Pings, "what nobody wants ends at the uplink");
    }

    [Fact]
    public void Groups_of_IPv6_and_sources_are_heard_from_a_Linux_guest()
    {
        using Bed bed = new(vms: 1);
        using FakeAgent agent = bed.StartAgent();
        agent.Apply(Snooping(bed));
        Namespace guest = bed.Vms[0].Namespace;
        guest.Execute("sysctl", "-qw", "net.ipv6.conf.eth0.disable_ipv6=0", "net.ipv6.conf.eth0.accept_dad=0");
        guest.Ip("-6", "address", "add", $"{Group6}/128", "dev", "eth0", "autojoin");
        Deadline.Until(() => Members(agent, Group6) == Name(bed.Vms[0]), "the join by MLD is heard");
        Assert.All(Vlan(agent).Memberships, membership => Assert.True(membership.Group.Length == 4 || (membership.Group[1] & 0xf) > 2));
    }

    [Fact]
    public void A_data_plane_that_was_killed_asks_who_listens()
    {
        using Bed bed = new(vms: 1);
        using (FakeAgent first = bed.StartAgent())
        {
            first.Apply(Snooping(bed));
            Join(bed.Vms[0], Group);
            Deadline.Until(() => Members(first, Group) == Name(bed.Vms[0]), "the join is heard");
            // What the guest says by itself it says within seconds of joining: the answer is to be to the question.
            Deadline.Until(() => Vlan(first).HearsAllPorts.Count == 0, "the guest has said all it says by itself");
        }

        bed.Switch.Kill();
        bed.Start();
        using FakeAgent next = new(bed.RunDirectory);
        bed.OfferAll(next);
        next.Apply(Snooping(bed));
        Deadline.Until(() => Members(next, Group) == Name(bed.Vms[0]), "the guest answers");
        Assert.True(next.Count("group-queries") > 0);
    }

    [Fact]
    public void After_a_link_loss_the_physical_switch_knows_the_listeners_on_the_other_link_with_the_agent_dead()
    {
        using Bed bed = new(vms: 1);
        using (FakeAgent agent = bed.StartAgent())
        {
            agent.Apply(Snooping(bed, Querier("10.9.0.99")));
            Join(bed.Vms[0], Group);
            Deadline.Until(() => KnownAt(bed, "p1"), "the physical switch has heard the join");
            Assert.False(KnownAt(bed, "p2"));
        }

        bed.Uplinks[0].SetCable(plugged: false);
        Deadline.Until(() => KnownAt(bed, "p2"), "the physical switch knows the listener on the other link");
        using FakeAgent next = new(bed.RunDirectory);
        Assert.Equal(1UL, next.Count("moved-listeners"));
    }

    [Fact]
    public void A_querier_with_an_address_is_a_router_to_the_physical_switch()
    {
        using Bed bed = new(vms: 1);
        using FakeAgent agent = bed.StartAgent();
        agent.Apply(Snooping(bed, Querier("10.9.0.99")));
        Deadline.Until(() => bed.PhysicalNamespace.Execute("bridge", "-d", "mdb", "show").Contains("p1", StringComparison.Ordinal), "the bridge knows a router behind the link");
        Assert.True(Vlan(agent).Querier4.Own);
    }

    [Fact]
    public void A_querier_yields_to_one_with_a_lower_address_on_the_physical_network()
    {
        using Bed bed = new(vms: 1);
        bed.PhysicalNamespace.Ip("address", "add", "10.9.0.98/24", "dev", "br0");
        bed.PhysicalNamespace.Ip("link", "set", "br0", "type", "bridge", "mcast_query_use_ifaddr", "1", "mcast_query_interval", "100", "mcast_startup_query_interval", "100", "mcast_querier", "1");
        using FakeAgent agent = bed.StartAgent();
        agent.Apply(Snooping(bed, Querier("10.9.0.99")));
        Deadline.Until(() => Vlan(agent).Querier4 is { Own: false } other && other.Address.SequenceEqual(IPAddress.Parse("10.9.0.98").GetAddressBytes()), "the lower address has won");
        Assert.NotEmpty(Vlan(agent).RouterPorts.Intersect(bed.Uplinks.Select(uplink => uplink.Port.Id)));
    }

    private static MulticastQuerier Querier(string address) =>
        new() { IntervalSeconds = 5, Address4 = ByteString.CopyFrom(IPAddress.Parse(address).GetAddressBytes()) };

    private static SwitchPlan Snooping(Bed bed, MulticastQuerier? querier = null)
    {
        SwitchPlan plan = bed.Plan();
        plan.Switches[0].Snooping = new MulticastSnooping { Querier = querier ?? new MulticastQuerier { IntervalSeconds = 125 } };
        return plan;
    }

    private static void Join(Vm vm, string group) => vm.Namespace.Ip("address", "add", $"{group}/32", "dev", "eth0", "autojoin");

    private static void Leave(Vm vm, string group) => vm.Namespace.Ip("address", "del", $"{group}/32", "dev", "eth0");

    private static SnoopedVlan Vlan(FakeAgent agent) => agent.Status().SnoopedVlans.Single();

    /// <summary>Which VMs listen to a group.</summary>
    private static string Members(FakeAgent agent, string group)
    {
        byte[] address = IPAddress.Parse(group).GetAddressBytes();
        return string.Join(' ', Vlan(agent).Memberships.Where(membership => membership.Group.SequenceEqual(address)).Select(membership => membership.PortId).Order());
    }

    private static string Name(Vm vm) => vm.Port.Id;

    /// <summary>What both VMs were sent for groups meanwhile.</summary>
    private static (long First, long Second) Delivered(Bed bed, Action action)
    {
        (long first, long second) = (Sent(0), Sent(1));
        action();
        return (Sent(0) - first, Sent(1) - second);

        long Sent(int vm) => bed.Counter(bed.Vms[vm].Port, "tx-multicast");
    }

    private static void Flood(Namespace from, string group) =>
        Command.TryRun("ip", "netns", "exec", from.Name, "ping", "-q", "-c", Pings.ToString(CultureInfo.InvariantCulture), "-i", "0.002", "-W", "1", "-I", "eth0", group);

    /// <summary>Whether one of the pings of ten seconds is answered.</summary>
    private static bool Answered(Namespace from, string group) =>
        Command.TryRun("ip", "netns", "exec", from.Name, "ping", "-c", "1", "-i", "0.2", "-w", "10", "-I", "eth0", group).Code == 0;

    private static bool KnownAt(Bed bed, string port) =>
        bed.PhysicalNamespace.Execute("bridge", "mdb", "show").Split('\n').Any(line => line.Contains($"port {port} ", StringComparison.Ordinal) && line.Contains(Group, StringComparison.Ordinal));
}
