using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Tests.Forwarding.Property;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding;

/// <summary>Every rule that a plan must obey, and that all errors are told at once.</summary>
public sealed class PlanValidatorTests
{
    private const string OtherId = "00000000-0000-0000-0000-00000000ffff";

    /// <summary>One mistake each in a plan of two uplinks (ports 0 and 1, the latter on switch 2) and two vNICs (2 and 3).</summary>
    public static TheoryData<string, Action<SwitchPlan>> Mistakes => new()
    {
        { "switches[2].key", plan => plan.Switches.Add(new PlannedSwitch { Key = 0, Mtu = 1500 }) },
        { "switches[2].key", plan => plan.Switches.Add(new PlannedSwitch { Key = 65, Mtu = 1500 }) },
        { "switches[2].key", plan => plan.Switches.Add(plan.Switches[0].Clone()) },
        { "switches[0].mtu", plan => plan.Switches[0].Mtu = 67 },
        { "switches[0].mtu", plan => plan.Switches[0].Mtu = 9217 },
        { "ports[2].id", plan => plan.Ports[2].Id = "" },
        { "ports[2].id", plan => plan.Ports[2].Id = "port two" },
        { "ports[2].id", plan => plan.Ports[2].Id = $"{{{OtherId}}}" },
        { "ports[3].id", plan => plan.Ports[3].Id = plan.Ports[2].Id },
        { "ports[3].id", plan => (plan.Ports[2].Id, plan.Ports[3].Id) = (OtherId, OtherId.ToUpperInvariant()) },
        { "ports[2].switch_key", plan => (plan.Ports[2].SwitchKey, plan.Ports[2].Vnic.Teaming) = (9, new TeamingSettings { Policy = TeamingPolicy.PortId }) },
        { "ports[2].attachment", plan => plan.Ports[2].Attachment = null },
        { "ports[2].attachment", plan => plan.Ports[2].Attachment = new Attachment() },
        { "ports[2].attachment.tap_device.vnet_header_bytes", plan => plan.Ports[2].Attachment.TapDevice.VnetHeaderBytes = 11 },
        { "ports[2].attachment.xdp_device.interface_index", plan => plan.Ports[2].Attachment = new Attachment { XdpDevice = new XdpDevice { Queues = 1, FrameBytes = 4096, Frames = 64 } } },
        { "ports[2].attachment.xdp_device.queues", plan => plan.Ports[2].Attachment = new Attachment { XdpDevice = new XdpDevice { InterfaceIndex = 1, Queues = 65, FrameBytes = 4096, Frames = 64 } } },
        { "ports[2].attachment.xdp_device.frames", plan => plan.Ports[2].Attachment = new Attachment { XdpDevice = new XdpDevice { InterfaceIndex = 1, Queues = 1, FrameBytes = 4096, Frames = 100 } } },
        { "ports[2].attachment.packet_device.interface_index", plan => plan.Ports[2].Attachment = new Attachment { PacketDevice = new PacketDevice() } },
        { "ports[2].role", plan => plan.Ports[2].Vnic = null },
        { "ports[2].vnic.mac", plan => plan.Ports[2].Vnic.Mac = ByteString.Empty },
        { "ports[2].vnic.mac", plan => plan.Ports[2].Vnic.Mac = ByteString.CopyFrom(new byte[7]) },
        { "ports[2].vnic.mac", plan => plan.Ports[2].Vnic.Mac = PlanBuilder.Mac(0) },
        { "ports[2].vnic.mac", plan => plan.Ports[2].Vnic.Mac = PlanBuilder.Mac(Frames.Multicast) },
        { "ports[3].vnic.mac", plan => plan.Ports[3].Vnic.Mac = plan.Ports[2].Vnic.Mac },
        { "ports[2].vnic.guest_mac", plan => plan.Ports[2].Vnic.GuestMac = ByteString.CopyFrom(1, 2, 3) },
        { "ports[2].vnic.guest_mac", plan => plan.Ports[2].Vnic.GuestMac = PlanBuilder.Mac(Frames.Broadcast) },
        { "ports[2].vnic.vlan.mode", plan => plan.Ports[2].Vnic.Vlan = null },
        { "ports[2].vnic.vlan.mode", plan => plan.Ports[2].Vnic.Vlan = new VlanSettings() },
        { "ports[2].vnic.vlan.access", plan => plan.Ports[2].Vnic.Vlan = Vlan.Access(0) },
        { "ports[2].vnic.vlan.access", plan => plan.Ports[2].Vnic.Vlan = Vlan.Access(4095) },
        { "ports[2].vnic.vlan.access", plan => plan.Ports[2].Vnic.Vlan = Vlan.Access(uint.MaxValue) },
        { "ports[2].vnic.vlan.trunk.ranges", plan => plan.Ports[2].Vnic.Vlan = Vlan.Trunk() },
        { "ports[2].vnic.vlan.trunk.ranges[1]", plan => plan.Ports[2].Vnic.Vlan = Vlan.Trunk((0, 4094), (20, 10)) },
        { "ports[2].vnic.vlan.trunk.ranges[0]", plan => plan.Ports[2].Vnic.Vlan = Vlan.Trunk((0, 4095)) },
        { "ports[2].vnic.mac_learning.limit", plan => plan.Ports[2].Vnic.MacLearning = new MacLearning { Limit = 0, AgeingSeconds = 1 } },
        { "ports[2].vnic.mac_learning.limit", plan => plan.Ports[2].Vnic.MacLearning = new MacLearning { Limit = 131_073, AgeingSeconds = 1 } },
        { "ports[2].vnic.mac_learning.ageing_seconds", plan => plan.Ports[2].Vnic.MacLearning = new MacLearning { Limit = 1, AgeingSeconds = 0 } },
        { "ports[2].vnic.mac_learning.ageing_seconds", plan => plan.Ports[2].Vnic.MacLearning = new MacLearning { Limit = 4096, AgeingSeconds = 86_401 } },
        { "switches[0].lags[0].id", plan => AddLag(plan, lag => lag.Id = "") },
        { "switches[0].lags[0].id", plan => AddLag(plan, lag => lag.Id = plan.Ports[1].Id) },
        { "switches[0].lags[0].members", plan => AddLag(plan, lag => lag.Members.Clear()) },
        { "switches[0].lags[0].hash", plan => AddLag(plan, lag => lag.Hash = null) },
        { "switches[0].lags[0].hash", plan => AddLag(plan, lag => lag.Hash.Sides = LagHashSides.Unspecified) },
        { "switches[0].lags[0].hash", plan => AddLag(plan, lag => lag.Hash.Fields = (LagHashFields)9) },
        { "switches[0].lags[0].key", plan => AddLag(plan, lag => lag.Key = 0) },
        { "switches[0].lags[0].key", plan => AddLag(plan, lag => lag.Key = 65_536) },
        { "switches[0].lags[0].system_id", plan => AddLag(plan, lag => lag.SystemId = PlanBuilder.Mac(Frames.Multicast)) },
        { "switches[0].lags[0].members[0].port_id", plan => AddLag(plan, lag => lag.Members[0].PortId = plan.Ports[1].Id) },
        { "switches[0].lags[0].members[0].port_id", plan => AddLag(plan, lag => lag.Members[0].PortId = plan.Ports[2].Id) },
        { "switches[0].lags[0].members[0].number", plan => AddLag(plan, lag => lag.Members[0].Number = 0) },
        { "ports[2].vnic.teaming.active[0]", plan => AddLag(plan, lag => lag.Id = "another", "lag") },
        { "ports[2].vnic.teaming.policy", plan => AddLag(plan, _ => plan.Ports[2].Vnic.Teaming.Policy = TeamingPolicy.IpHash) },
        { "ports[2].vnic.teaming.policy", plan => AddLag(plan, _ => plan.Ports[2].Vnic.Teaming.Policy = TeamingPolicy.PhysicalLoad) },
        { "ports[2].vnic.teaming.failure_detection", plan => AddLag(plan, _ => plan.Ports[2].Vnic.Teaming.FailureDetection = FailureDetection.Beacon) },
        { "ports[2].vnic.teaming", plan => AddLag(plan, _ => { }, plan.Ports[0].Id) },
        { "ports[0].uplink.capacity_bits_per_second", plan => plan.Ports[0].Uplink.CapacityBitsPerSecond = 999_999 },
        { "ports[0].uplink.capacity_bits_per_second", plan => plan.Ports[0].Uplink.CapacityBitsPerSecond = 1_000_000_000_001 },
        { "ports[2].vnic.traffic_type", plan => plan.Ports[2].Vnic.TrafficType = (TrafficType)11 },
        { "switches[0].io_control.traffic[0].type", plan => plan.Switches[0].IoControl = Shared(new IoTraffic { Shares = 1 }) },
        { "switches[0].io_control.traffic[1].type", plan => plan.Switches[0].IoControl = Shared(new IoTraffic { Type = TrafficType.Nfs, Shares = 1 }, new IoTraffic { Type = TrafficType.Nfs, Shares = 1 }) },
        { "switches[0].io_control.traffic[0].shares", plan => plan.Switches[0].IoControl = Shared(new IoTraffic { Type = TrafficType.Nfs, Shares = 0 }) },
        { "switches[0].io_control.traffic[0].shares", plan => plan.Switches[0].IoControl = Shared(new IoTraffic { Type = TrafficType.Nfs, Shares = 101 }) },
        { "switches[0].io_control.traffic[0].reservation_bits_per_second", plan => plan.Switches[0].IoControl = Shared(new IoTraffic { Type = TrafficType.Nfs, Shares = 1, ReservationBitsPerSecond = 7_999 }) },
        { "switches[0].io_control.traffic[0].limit_bits_per_second", plan => plan.Switches[0].IoControl = Shared(new IoTraffic { Type = TrafficType.Nfs, Shares = 1, ReservationBitsPerSecond = 9_000, LimitBitsPerSecond = 8_999 }) },
        { "switches[0].io_control.pools[0].name", plan => plan.Switches[0].IoControl = new IoControl { Pools = { new IoPool { Shares = 1 } } } },
        { "switches[0].io_control.pools[1].name", plan => plan.Switches[0].IoControl = new IoControl { Pools = { new IoPool { Name = "a", Shares = 1 }, new IoPool { Name = "a", Shares = 1 } } } },
        { "switches[0].io_control.pools[0].shares", plan => plan.Switches[0].IoControl = new IoControl { Pools = { new IoPool { Name = "a" } } } },
        { "switches[0].io_control.pools[0].limit_bits_per_second", plan => plan.Switches[0].IoControl = new IoControl { Pools = { new IoPool { Name = "a", Shares = 1, LimitBitsPerSecond = 1 } } } },
        { "switches[0].io_control.pools", plan => plan.Switches[0].IoControl = new IoControl { Pools = { Enumerable.Range(0, 65).Select(i => new IoPool { Name = $"{i}", Shares = 1 }) } } },
        { "ports[2].vnic.io_allocation.shares", plan => plan.Ports[2].Vnic.IoAllocation = new IoAllocation { Shares = 101 } },
        { "ports[2].vnic.io_allocation.reservation_bits_per_second", plan => plan.Ports[2].Vnic.IoAllocation = new IoAllocation { ReservationBitsPerSecond = 1_000_000_000_001 } },
        { "ports[2].vnic.io_allocation.limit_bits_per_second", plan => plan.Ports[2].Vnic.IoAllocation = new IoAllocation { LimitBitsPerSecond = 1 } },
        { "ports[2].vnic.io_allocation.pool", plan => plan.Ports[2].Vnic.IoAllocation = new IoAllocation { Pool = "a" } },
        { "ports[2].vnic.io_allocation.pool", plan => (plan.Switches[0].IoControl, plan.Ports[2].Vnic.TrafficType, plan.Ports[2].Vnic.IoAllocation) = (new IoControl { Pools = { new IoPool { Name = "a", Shares = 1 } } }, TrafficType.Nfs, new IoAllocation { Pool = "a" }) },
        { "ports[2].vnic.guards.spoof_guard", plan => plan.Ports[2].Vnic.Guards = new GuardSettings { SpoofGuard = (SpoofGuard)4 } },
        { "ports[2].vnic.guards.addresses", plan => plan.Ports[2].Vnic.Guards = new GuardSettings { Addresses = { Enumerable.Range(1, 17).Select(i => Prefix(32, 10, 0, 0, (byte)i)) } } },
        { "ports[2].vnic.guards.addresses[0]", plan => plan.Ports[2].Vnic.Guards = new GuardSettings { Addresses = { Prefix(32, 10, 0, 0) } } },
        { "ports[2].vnic.guards.addresses[1]", plan => plan.Ports[2].Vnic.Guards = new GuardSettings { Addresses = { Prefix(8, 10, 0, 0, 0), Prefix(7, 10, 0, 0, 0) } } },
        { "ports[2].vnic.guards.addresses[0]", plan => plan.Ports[2].Vnic.Guards = new GuardSettings { Addresses = { Prefix(33, 10, 0, 0, 0) } } },
        { "ports[2].vnic.guards.addresses[0]", plan => plan.Ports[2].Vnic.Guards = new GuardSettings { Addresses = { Prefix(24, 10, 0, 0, 1) } } },
        { "ports[2].vnic.guards.addresses[0]", plan => plan.Ports[2].Vnic.Guards = new GuardSettings { Addresses = { new AddressPrefix(Prefix(24, 10, 0, 0, 0)) { Negated = true } } } },
        { "ports[2].vnic.guards.seen", plan => plan.Ports[2].Vnic.Guards = new GuardSettings { Seen = { Enumerable.Range(1, 81).Select(i => Seen(Prefix(32, 10, 0, 0, (byte)i))) } } },
        { "ports[2].vnic.guards.seen[0].address", plan => plan.Ports[2].Vnic.Guards = new GuardSettings { Seen = { Seen(null) } } },
        { "ports[2].vnic.guards.seen[0].vlan", plan => plan.Ports[2].Vnic.Guards = new GuardSettings { Seen = { new SeenAddress(Seen(Prefix(32, 10, 0, 0, 1))) { Vlan = 4095 } } } },
        { "ports[2].vnic.guards.seen[0].origin", plan => plan.Ports[2].Vnic.Guards = new GuardSettings { Seen = { new SeenAddress(Seen(Prefix(32, 10, 0, 0, 1))) { Origin = AddressOrigin.Unspecified } } } },
        { "ports[2].vnic.guards.seen[0].expires_unix_seconds", plan => plan.Ports[2].Vnic.Guards = new GuardSettings { Seen = { new SeenAddress(Seen(Prefix(32, 10, 0, 0, 1))) { ExpiresUnixSeconds = -1 } } } },
        { "ports[2].vnic.shaping.ingress.average_bits_per_second", plan => plan.Ports[2].Vnic.Shaping = new ShapingSettings { Ingress = Limit(7_999, 8_000, 1_600) } },
        { "ports[2].vnic.shaping.ingress.peak_bits_per_second", plan => plan.Ports[2].Vnic.Shaping = new ShapingSettings { Ingress = Limit(8_001, 8_000, 1_600) } },
        { "ports[2].vnic.shaping.egress.peak_bits_per_second", plan => plan.Ports[2].Vnic.Shaping = new ShapingSettings { Egress = Limit(8_000, ulong.MaxValue, 1_600) } },
        { "ports[2].vnic.shaping.egress.burst_bytes", plan => plan.Ports[2].Vnic.Shaping = new ShapingSettings { Egress = Limit(8_000, 8_000, 1_599) } },
        { "ports[2].vnic.teaming.policy", plan => plan.Ports[2].Vnic.Teaming = null },
        { "ports[2].vnic.teaming.policy", plan => plan.Ports[2].Vnic.Teaming.Policy = TeamingPolicy.Unspecified },
        { "ports[2].vnic.teaming.policy", plan => plan.Ports[2].Vnic.Teaming.Policy = (TeamingPolicy)7 },
        { "ports[2].vnic.teaming.active[1]", plan => plan.Ports[2].Vnic.Teaming.Active.Add(OtherId) },
        { "ports[2].vnic.teaming.standby[0]", plan => plan.Ports[2].Vnic.Teaming.Standby.Add(plan.Ports[3].Id) },
        { "ports[2].vnic.teaming.standby[0]", plan => plan.Ports[2].Vnic.Teaming.Standby.Add(plan.Ports[1].Id) },
        { "ports[2].vnic.teaming.standby[0]", plan => plan.Ports[2].Vnic.Teaming.Standby.Add(plan.Ports[0].Id) },
    };

    private static AddressPrefix Prefix(uint length, params byte[] address) => new() { Address = ByteString.CopyFrom(address), PrefixLength = length };

    private static SeenAddress Seen(AddressPrefix? address) => new() { Address = address, Origin = AddressOrigin.Dhcp };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_by_its_field(string field, Action<SwitchPlan> mistake)
    {
        SwitchPlan plan = Sound();
        mistake(plan);
        PlanError error = Assert.Single(PlanValidator.Validate(plan));
        Assert.Equal(field, error.Field);
        Assert.NotEmpty(error.Rule);
    }

    [Fact]
    public void A_sound_plan_has_no_errors() => Assert.Empty(PlanValidator.Validate(Sound()));

    [Fact]
    public void Plans_that_the_property_makes_have_no_errors()
    {
        ScenarioGenerator generator = new(new Random(3));
        Assert.All(Enumerable.Range(0, 50), _ => Assert.Empty(PlanValidator.Validate(generator.Next().Plan)));
    }

    [Fact]
    public void A_mute_port_may_share_its_mac_with_the_one_that_it_will_replace()
    {
        SwitchPlan plan = Sound();
        plan.Ports[3].Vnic.Mac = plan.Ports[2].Vnic.Mac;
        plan.Ports[3].Vnic.Mute = true;
        Assert.Empty(PlanValidator.Validate(plan));
    }

    [Fact]
    public void Every_mistake_of_a_plan_is_told_at_once()
    {
        SwitchPlan plan = Sound();
        plan.Switches[0].Mtu = 1;
        plan.Ports[2].Vnic.Vlan = Vlan.Access(5000);
        plan.Ports[3].Vnic.Mac = PlanBuilder.Mac(0);
        string[] fields = ["switches[0].mtu", "ports[2].vnic.vlan.access", "ports[3].vnic.mac"];
        IReadOnlyList<PlanError> errors = PlanValidator.Validate(plan);
        Assert.Equal(fields, errors.Select(error => error.Field));
        Assert.Equal(["1", "5000", "00:00:00:00:00:00"], errors.Select(error => error.Value));
    }

    [Fact]
    public void Sizes_are_bounded_and_so_is_the_answer()
    {
        SwitchPlan plan = new();
        plan.Ports.AddRange(Enumerable.Range(0, PlanValidator.MaxPorts + 1).Select(_ => new PlannedPort()));
        plan.Switches.AddRange(Enumerable.Range(0, PlanValidator.MaxSwitches + 1).Select(_ => new PlannedSwitch()));
        IReadOnlyList<PlanError> errors = PlanValidator.Validate(plan);
        Assert.Equal(PlanValidator.MaxErrors + 1, errors.Count);
        Assert.Contains(errors, error => error.Field == "switches" && error.Value == "65");
        Assert.Contains(errors, error => error.Field == "ports" && error.Value == "4097");
        Assert.Contains("more errors", errors[^1].Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Vlans_in_use_are_counted_over_all_switches()
    {
        PlanBuilder builder = new();
        for (uint key = 1; key <= 16; key++)
        {
            if (key > 1)
            {
                builder.AddSwitch(key);
            }

            builder.Vnic(Vlan.Trunk((0, 4094)), switchKey: key);
        }

        PlanError error = Assert.Single(PlanValidator.Validate(builder.Plan));
        Assert.Equal(("ports", "65536"), (error.Field, error.Value));
        builder.Plan.Ports[0].Vnic.Vlan = Vlan.Trunk((0, 4093));
        Assert.Empty(PlanValidator.Validate(builder.Plan));
    }

    private static SwitchPlan Sound()
    {
        PlanBuilder plan = new();
        plan.AddSwitch(2);
        plan.Uplink();
        plan.Uplink(switchKey: 2);
        plan.Vnic(Vlan.Access(10));
        plan.Vnic(Vlan.Trunk((0, 4094)));
        return plan.Plan;
    }

    private static IoControl Shared(params IoTraffic[] traffic) => new() { Traffic = { traffic } };

    private static ShapingLimit Limit(ulong average, ulong peak, ulong burst) => new() { AverageBitsPerSecond = average, PeakBitsPerSecond = peak, BurstBytes = burst };

    /// <summary>Makes a LAG of the first uplink, by which port 2 then leaves, and port 3 by none.</summary>
    private static void AddLag(SwitchPlan plan, Action<PlannedLag> change, string? named = null)
    {
        PlannedLag lag = new()
        {
            Id = "lag",
            Key = 1,
            SystemId = PlanBuilder.Mac(Frames.MacOf(1)),
            Hash = new LagHash { Fields = LagHashFields.Mac, Sides = LagHashSides.Both },
            Members = { new PlannedLagMember { PortId = plan.Ports[0].Id, Number = 1 } },
        };
        plan.Switches[0].Lags.Add(lag);
        foreach (PlannedPort port in plan.Ports.Where(port => port.Vnic is not null))
        {
            port.Vnic.Teaming.Active.Clear();
            port.Vnic.Teaming.Standby.Clear();
        }

        change(lag);
        plan.Ports[2].Vnic.Teaming.Active.Add(named ?? lag.Id);
    }
}
