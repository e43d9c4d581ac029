using System.Globalization;
using System.Net;
using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control.Discovery;

/// <summary>A data plane and lldpd at the two ends of a cable, as host and physical switch.</summary>
public sealed class LldpdTests
{
    private const string Chassis = "11111111-2222-3333-4444-555555555555";

    [Fact]
    public void By_LLDP_each_end_knows_the_other_and_hears_it_leave()
    {
        using CableBed bed = new();
        using Lldpd lldpd = new(bed.Far, "p1", "sw1");
        lldpd.Configure("system", "description", "a physical switch");
        lldpd.Configure("system", "ip", "management", "pattern", "192.0.2.1");
        lldpd.Configure("ports", "p1", "lldp", "portidsubtype", "local", "Gi1/0/1", "description", "to h1");
        // Native VLAN 1, VLAN 10 "web", 9250 bytes of frame, part of aggregation 7: the kernel of the test need not be able to do that.
        Tell(lldpd, "00,80,c2", 1, "00,01");
        Tell(lldpd, "00,80,c2", 3, "00,0a,03,77,65,62");
        Tell(lldpd, "00,12,0f", 4, "24,22");
        Tell(lldpd, "00,80,c2", 7, "03,00,00,00,07");
        using FakeAgent agent = bed.StartAgent(DiscoveryProtocol.Lldp);

        Deadline.Until(() => Name(lldpd) == "h1", "lldpd hears of the host");
        ILookup<string, string> seen = lldpd.Neighbours();
        Assert.Equal(("LLDP", Chassis, "h1"), (One(seen, "via"), One(seen, "chassis.local"), One(seen, "chassis.name")));
        Assert.StartsWith("Musubi virtual switch ", One(seen, "chassis.descr"), StringComparison.Ordinal);
        Assert.Equal(["192.0.2.8", "2001:db8::8"], seen["lldp.p1.chassis.mgmt-ip"]);
        Assert.Equal("on", One(seen, "chassis.Bridge.enabled"));
        Assert.Equal(("u1", "Uplink 1 of lab", "121", "1522"), (One(seen, "port.ifname"), One(seen, "port.descr"), One(seen, "port.ttl"), One(seen, "port.mfs")));
        Assert.Equal(["10", "20"], seen["lldp.p1.vlan.vlan-id"]);
        Assert.Equal(["web", "db"], seen["lldp.p1.vlan"]);

        Neighbour heard = bed.AwaitNeighbour(agent, neighbour => neighbour.PortDescription == "to h1" && neighbour.ManagementAddresses.Count == 1);
        Assert.Equal((DiscoveryProtocol.Lldp, "sw1", "a physical switch", "Gi1/0/1"), (heard.Protocol, heard.SystemName, heard.SystemDescription, heard.PortId));
        Assert.Equal(bed.Far.Execute("cat", "/sys/class/net/p1/address").Trim().Length, heard.ChassisId.Length);
        Assert.Equal(("192.0.2.1", 120u), (Assert.Single(heard.ManagementAddresses), heard.TtlSeconds));
        Assert.Equal((1u, 9250u, true, 7u), (heard.NativeVlan, heard.MaxFrameBytes, heard.Aggregated, heard.AggregationPort));
        Assert.Equal([new NamedVlan { Id = 10, Name = "web" }], heard.Vlans);
        SwitchEvent told = agent.AwaitEvent(SwitchEvent.KindOneofCase.NeighbourChanged);
        Assert.Equal((bed.Uplink.Port.Id, heard.ChassisId), (told.NeighbourChanged.PortId, told.NeighbourChanged.Neighbour.ChassisId));

        lldpd.End();
        Assert.Null(agent.AwaitEvent(SwitchEvent.KindOneofCase.NeighbourChanged).NeighbourChanged.Neighbour);
        Assert.Empty(agent.Status(bed.Uplink.Port).Neighbours);
    }

    [Theory]
    [InlineData("CDPv2", "-ccccc")]
    [InlineData("CDPv1", "-cc")]
    public void By_CDP_each_end_knows_the_other_and_hears_it_leave(string version, string option)
    {
        using CableBed bed = new();
        using Lldpd lldpd = new(bed.Far, "p1", "sw1", "-ll", option, "-S", "software 1.2", "-P", "model 3");
        using FakeAgent agent = bed.StartAgent(DiscoveryProtocol.Cdp);

        Deadline.Until(() => Name(lldpd) == "h1", "lldpd hears of the host");
        ILookup<string, string> seen = lldpd.Neighbours();
        Assert.Equal(("CDPv2", "u1", "180"), (One(seen, "via"), One(seen, "port.ifname"), One(seen, "port.ttl")));
        Assert.StartsWith("Musubi running on", One(seen, "chassis.descr"), StringComparison.Ordinal);
        Assert.Equal("192.0.2.8", seen["lldp.p1.chassis.mgmt-ip"].First());

        Neighbour heard = bed.AwaitNeighbour(agent, neighbour => neighbour.SystemName == "sw1");
        Assert.Equal((DiscoveryProtocol.Cdp, "sw1", "p1"), (heard.Protocol, heard.ChassisId, heard.PortId));
        Assert.True(heard.Platform.Length > 0 && heard.SystemDescription.Length > 0, $"{version}: {heard}");

        agent.Apply(bed.Plan(null));
        Deadline.Until(() => Name(lldpd) is null, "lldpd is told that the host speaks no more");
        Assert.Empty(agent.Status(bed.Uplink.Port).Neighbours);
    }

    [Fact]
    public void Turned_off_or_taken_out_an_uplink_takes_its_leave_and_without_an_agent_it_goes_on()
    {
        using CableBed bed = new();
        using Lldpd lldpd = new(bed.Far, "p1", "sw1");
        FakeAgent agent = bed.StartAgent(DiscoveryProtocol.Lldp);
        Deadline.Until(() => Name(lldpd) == "h1", "lldpd hears of the host");
        agent.Apply(bed.Plan(null));
        Deadline.Until(() => Name(lldpd) is null, "lldpd is told that discovery is off");
        agent.Apply(bed.Plan(DiscoveryProtocol.Lldp));
        Deadline.Until(() => Name(lldpd) == "h1", "lldpd hears of the host again");
        SwitchPlan without = bed.Plan(DiscoveryProtocol.Lldp);
        without.Ports.Clear();
        agent.Apply(without);
        Deadline.Until(() => Name(lldpd) is null, "lldpd is told that the uplink has gone");

        agent.Offer(bed.Uplink.Port, bed.Uplink.Descriptor);
        agent.Apply(bed.Plan(DiscoveryProtocol.Lldp));
        agent.Dispose();
        bed.Uplink.SetCable(plugged: false);
        Deadline.Until(() => Name(lldpd) is null, "the cable is out");
        bed.Uplink.SetCable(plugged: true);
        Deadline.Until(() => Name(lldpd) == "h1", "the data plane tells of itself without an agent");
    }

    private static void Tell(Lldpd lldpd, string organisation, int subtype, string value) =>
        lldpd.Configure("ports", "p1", "lldp", "custom-tlv", "oui", organisation, "subtype", $"{subtype}", "oui-info", value);

    private static string? Name(Lldpd lldpd) => lldpd.Neighbours()["lldp.p1.chassis.name"].FirstOrDefault();

    private static string One(ILookup<string, string> seen, string name) => Assert.Single(seen[$"lldp.p1.{name}"]);

    /// <summary>A host with one uplink, and the port of a physical switch at its other end.</summary>
    private sealed class CableBed : IDisposable
    {
        private readonly Namespace _host = new("host");
        private readonly string _folder = Directory.CreateTempSubdirectory("mrt-").FullName;
        private readonly SwitchProcess _switch;
        private ulong _generation;

        public CableBed()
        {
            Far.Ip("link", "add", "br0", "type", "bridge", "stp_state", "0", "forward_delay", "0");
            Far.Ip("link", "set", "br0", "up");
            Uplink = new Uplink(1, _host, Far);
            string mac = _host.Execute("cat", "/sys/class/net/u1/address").Trim();
            Uplink.Port.Uplink.Mac = ByteString.CopyFrom([.. mac.Split(':').Select(octet => byte.Parse(octet, NumberStyles.HexNumber, CultureInfo.InvariantCulture))]);
            _switch = new SwitchProcess(_host, _folder);
        }

        public Namespace Far { get; } = new("far");

        public Uplink Uplink { get; }

        public FakeAgent StartAgent(DiscoveryProtocol protocol)
        {
            FakeAgent agent = new(_folder);
            agent.Offer(Uplink.Port, Uplink.Descriptor);
            agent.Apply(Plan(protocol));
            return agent;
        }

        /// <param name="protocol">Null for none.</param>
        public SwitchPlan Plan(DiscoveryProtocol? protocol) => new()
        {
            Generation = ++_generation,
            Switches = { new PlannedSwitch { Key = 1, Id = new Guid(1, 3, 0, new byte[8]).ToString("D"), Name = "lab", Mtu = 1500, Discovery = protocol is { } one ? Settings(one) : null } },
            Ports = { Uplink.Port.Clone() },
        };

        public Neighbour AwaitNeighbour(FakeAgent agent, Func<Neighbour, bool> isIt)
        {
            Neighbour? found = null;
            Deadline.Until(() => (found = agent.Status(Uplink.Port).Neighbours.SingleOrDefault()) is { } neighbour && isIt(neighbour), "the neighbour is heard");
            return found!;
        }

        public void Dispose()
        {
            _switch.Dispose();
            Uplink.Dispose();
            _host.Dispose();
            Far.Dispose();
            Directory.Delete(_folder, true);
        }

        private static DiscoverySettings Settings(DiscoveryProtocol protocol) => new()
        {
            Protocol = protocol,
            Listen = true,
            Advertise = true,
            ChassisId = Chassis,
            SystemName = "h1",
            ManagementAddresses = { Address("192.0.2.8"), Address("2001:db8::8") },
            Vlans = { new NamedVlan { Id = 10, Name = "web" }, new NamedVlan { Id = 20, Name = "db" } },
        };

        private static ByteString Address(string text) => ByteString.CopyFrom(IPAddress.Parse(text).GetAddressBytes());
    }
}
