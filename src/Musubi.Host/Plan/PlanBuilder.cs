using System.Buffers.Binary;
using System.Net;
using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Model;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Share;
using ModelFailureDetection = Musubi.Model.Policy.FailureDetection;
using ModelMacLearning = Musubi.Model.Policy.MacLearning;
using ModelPrivateVlan = Musubi.Model.Policy.PrivateVlan;
using ModelSeenAddress = Musubi.Model.Config.SeenAddress;
using ModelShaperCredit = Musubi.Model.Config.ShaperCredit;
using ModelShapingLimit = Musubi.Model.Policy.ShapingLimit;
using ModelTeamingPolicy = Musubi.Model.Policy.TeamingPolicy;
using ModelVlanRange = Musubi.Model.Policy.VlanRange;
using PlanFailureDetection = Musubi.Contracts.Plan.FailureDetection;
using PlanMacLearning = Musubi.Contracts.Plan.MacLearning;
using PlanPrivateVlan = Musubi.Contracts.Plan.PrivateVlan;
using PlanShaperCredit = Musubi.Contracts.Plan.ShaperCredit;
using PlanShapingLimit = Musubi.Contracts.Plan.ShapingLimit;
using PlanTeamingPolicy = Musubi.Contracts.Plan.TeamingPolicy;
using PlanVlanRange = Musubi.Contracts.Plan.VlanRange;

namespace Musubi.Host.Plan;

/// <summary>
/// What the data plane is to do: the fabric's share and that of the standard switches, as far as their ports and NICs are
/// there. Pure: equal inputs give equal plans, so that an unchanged plan is not sent again.
/// </summary>
public static class PlanBuilder
{
    /// <param name="shares">The fabric's and the host's own; ids never collide.</param>
    /// <param name="uplinks">NICs that are taken and open.</param>
    /// <param name="attached">Ports whose attachment is open; others are left out.</param>
    /// <param name="guests">What guests' NICs let through, by port, where their hypervisor tells.</param>
    /// <param name="host">For neighbours to be told of.</param>
    /// <param name="seen">The IP addresses that a port's guest was seen to have before.</param>
    public static SwitchPlan Build(
        IReadOnlyList<HostShare> shares,
        IReadOnlyList<UplinkBinding> uplinks,
        IReadOnlyDictionary<Guid, AttachedPort> attached,
        IReadOnlyDictionary<Guid, GuestFilter> guests,
        HostFacts host,
        Func<SharePort, ValueList<ModelSeenAddress>> seen)
    {
        SwitchPlan plan = new();
        SharePort[] ports = [.. shares.SelectMany(share => share.Ports.Values)];
        RuleSets rules = new(plan, shares);
        foreach (ShareSwitch shared in shares.SelectMany(share => share.Switches.Values).OrderBy(shared => shared.Id))
        {
            uint key = (uint)plan.Switches.Count + 1;
            plan.Switches.Add(new PlannedSwitch { Key = key, Id = shared.Id.ToString(), Name = shared.Name, Mtu = (uint)shared.Mtu, Discovery = DiscoveryPlan.Of(shared, ports, host), Snooping = ToPlan(shared.Multicast), IoControl = IoPlans.Of(shared) });
            UplinkBinding[] bound = [.. uplinks.Where(uplink => uplink.SwitchId == shared.Id)];
            plan.Ports.AddRange(bound.Select(uplink => BuildUplink(uplink, key, host, rules.KeyOf(shared.UplinkRuleSet))));
            Dictionary<string, Guid> byName = bound.ToDictionary(uplink => uplink.Uplink, uplink => uplink.PortId);
            foreach (PlannedLag lag in LagPlan.Of(shared, host.Id, byName).ToArray())
            {
                plan.Switches[^1].Lags.Add(lag);
                byName[lag.Name] = Guid.Parse(lag.Id);
            }

            foreach (SharePort port in ports.Where(port => port.SwitchId == shared.Id).OrderBy(port => port.Id))
            {
                if (attached.TryGetValue(port.Id, out AttachedPort? attachment))
                {
                    PlannedPort planned = BuildVnic(port, shared, attachment, key, byName);
                    AddGuest(planned.Vnic, guests.GetValueOrDefault(port.Id), shared.Multicast);
                    planned.Vnic.Guards = GuardMessages.Of(port, seen(port));
                    planned.Vnic.RuleSet = rules.KeyOf(port.RuleSet);
                    plan.Ports.Add(planned);
                }
            }
        }

        return plan;
    }

    /// <summary>Where groups are followed, what guests ask for is known from themselves.</summary>
    private static void AddGuest(VnicRole vnic, GuestFilter? guest, MulticastConfig multicast)
    {
        if (guest is null)
        {
            return;
        }

        vnic.GuestMac = !guest.Mac.IsGroup && guest.Mac.Value != 0 ? ToBytes(guest.Mac) : ByteString.Empty;
        if (multicast.Filtering == MulticastFiltering.Basic && guest.Groups is { } groups)
        {
            vnic.GuestGroups = new GuestGroups { Macs = { groups.Select(ToBytes) } };
        }
    }

    private static MulticastSnooping? ToPlan(MulticastConfig multicast) => multicast.Filtering != MulticastFiltering.Snooping ? null : new MulticastSnooping
    {
        FloodUnregistered = multicast.FloodUnregistered,
        Querier = !multicast.QuerierEnabled ? null : new MulticastQuerier
        {
            IntervalSeconds = (uint)multicast.QuerierIntervalSeconds,
            Address4 = AddressBytes(multicast.QuerierIpv4),
            Address6 = AddressBytes(multicast.QuerierIpv6),
        },
    };

    private static ByteString AddressBytes(string address) => address.Length == 0 ? ByteString.Empty : ByteString.CopyFrom(IPAddress.Parse(address).GetAddressBytes());

    private static PlannedPort BuildUplink(UplinkBinding uplink, uint key, HostFacts host, uint ruleSet) => new()
    {
        Id = uplink.PortId.ToString(),
        Incarnation = (ulong)uplink.InterfaceIndex,
        SwitchKey = key,
        Name = $"{uplink.Uplink} ({uplink.InterfaceName})",
        Attachment = uplink.Xdp is { } xdp ? XdpAttachment(uplink, xdp) : PacketAttachment(uplink.InterfaceIndex, uplink.InterfaceName),
        Uplink = new UplinkRole { UplinkName = uplink.Uplink, CapacityBitsPerSecond = (ulong)uplink.CapacityBitsPerSecond, Mac = DiscoveryPlan.MacOf(uplink, host), RuleSet = ruleSet },
    };

    private static PlannedPort BuildVnic(SharePort port, ShareSwitch shared, AttachedPort attachment, uint key, Dictionary<string, Guid> uplinks)
    {
        string owner = port.Connection.Vm.Length == 0 ? "host" : port.Connection.Vm;
        return new PlannedPort
        {
            Id = port.Id.ToString(),
            Incarnation = (ulong)port.Incarnation,
            SwitchKey = key,
            Name = $"{owner} {port.Connection.Vnic}",
            Attachment = Attach(attachment),
            Vnic = BuildRole(port, shared, uplinks),
        };
    }

    private static Attachment Attach(AttachedPort attachment) => attachment switch
    {
        { VhostUser: { } settings } => new Attachment
        {
            VhostUser = new VhostUser
            {
                Listening = settings.Listener == VhostUserListener.Switch,
                QueuePairs = (uint)settings.QueuePairs,
                AllowUnsealedMemory = settings.AllowUnsealedMemory,
            },
        },
        { PacketInterface: 0 } => new Attachment { TapDevice = new TapDevice { VnetHeaderBytes = Io.Tap.TunDevice.VnetHeaderBytes } },
        _ => PacketAttachment(attachment.PacketInterface, attachment.PacketName),
    };

    private static Attachment XdpAttachment(UplinkBinding uplink, XdpBinding xdp) => new()
    {
        XdpDevice = new XdpDevice
        {
            InterfaceIndex = uplink.InterfaceIndex,
            InterfaceName = uplink.InterfaceName,
            Queues = (uint)xdp.Queues,
            FrameBytes = (uint)xdp.FrameBytes,
            Frames = (uint)xdp.Frames,
        },
    };

    private static Attachment PacketAttachment(int index, string name) =>
        new() { PacketDevice = new PacketDevice { InterfaceIndex = index, InterfaceName = name } };

    private static VnicRole BuildRole(SharePort port, ShareSwitch shared, Dictionary<string, Guid> uplinks)
    {
        PortPolicy policy = port.Policy;
        TeamingSettings teaming = new()
        {
            Policy = policy.Teaming.Policy switch
            {
                ModelTeamingPolicy.ExplicitOrder => PlanTeamingPolicy.ExplicitOrder,
                ModelTeamingPolicy.SourceMac => PlanTeamingPolicy.SourceMac,
                ModelTeamingPolicy.IpHash => PlanTeamingPolicy.IpHash,
                ModelTeamingPolicy.PhysicalLoad => PlanTeamingPolicy.PhysicalLoad,
                _ => PlanTeamingPolicy.PortId,
            },
            Failback = policy.Teaming.Failback,
            NotifySwitches = policy.Teaming.NotifySwitches,
            FailureDetection = policy.Teaming.FailureDetection == ModelFailureDetection.Beacon ? PlanFailureDetection.Beacon : PlanFailureDetection.Link,
            FailbackDelayMilliseconds = (uint)policy.Teaming.FailbackDelayMilliseconds,
        };
        teaming.Active.AddRange(Present(policy.Teaming.Active, uplinks));
        teaming.Standby.AddRange(Present(policy.Teaming.Standby, uplinks));
        return new VnicRole
        {
            Mac = ToBytes(port.Connection.Mac),
            Number = (uint)port.Number,
            IoAllocation = IoPlans.Of(port, shared),
            TrafficType = TrafficTypes.ToPlan(port.Connection.TrafficOf()),
            Blocked = policy.Blocked,
            Mute = port.Migration == MigrationRole.Destination,
            Leaving = port.Migration == MigrationRole.Source,
            Security = new SecuritySettings
            {
                Promiscuous = policy.Promiscuous,
                MacChanges = policy.MacChanges,
                ForgedTransmits = policy.ForgedTransmits,
            },
            MacLearning = policy.MacLearning.Enabled ? ToPlan(policy.MacLearning) : null,
            Vlan = ToPlan(policy.Vlan, shared),
            Teaming = teaming,
            Shaping = policy.IngressShaping.Enabled || policy.EgressShaping.Enabled
                ? new ShapingSettings { Ingress = ToPlan(policy.IngressShaping), Egress = ToPlan(policy.EgressShaping), Awaited = ToPlan(port.ShaperCredit) }
                : null,
        };
    }

    private static PlanShaperCredit? ToPlan(ModelShaperCredit? credit) =>
        credit is null ? null : new PlanShaperCredit { IngressBytes = (ulong)credit.IngressBytes, EgressBytes = (ulong)credit.EgressBytes };

    private static PlanShapingLimit? ToPlan(ModelShapingLimit limit) => !limit.Enabled ? null : new PlanShapingLimit
    {
        AverageBitsPerSecond = (ulong)limit.AverageBitsPerSecond,
        PeakBitsPerSecond = (ulong)limit.PeakBitsPerSecond,
        BurstBytes = (ulong)limit.BurstBytes,
    };

    /// <summary>An uplink slot without a NIC on this host cannot be chosen, nor a LAG without any.</summary>
    private static IEnumerable<string> Present(ValueList<string> names, Dictionary<string, Guid> uplinks) =>
        names.Where(uplinks.ContainsKey).Select(name => uplinks[name].ToString());

    private static PlanMacLearning ToPlan(ModelMacLearning learning) => new()
    {
        Limit = (uint)learning.Limit,
        DropAtLimit = learning.LimitPolicy == MacLimitPolicy.Drop,
        Flooding = learning.Flooding,
        AgeingSeconds = (uint)learning.AgeingSeconds,
    };

    private static VlanSettings ToPlan(VlanConfig vlan, ShareSwitch shared)
    {
        switch (vlan.Mode)
        {
            case VlanMode.Access:
                return new VlanSettings { Access = (uint)vlan.Id };
            case VlanMode.Trunk:
                VlanTrunk trunk = new();
                foreach (ModelVlanRange range in vlan.Ranges)
                {
                    trunk.Ranges.Add(new PlanVlanRange { First = (uint)range.First, Last = (uint)range.Last });
                }

                return new VlanSettings { Trunk = trunk };
            case VlanMode.Private:
                return new VlanSettings { Private = ToPlan(vlan.Id, shared.PrivateVlans) };
            default:
                return new VlanSettings { None = new NoVlan() };
        }
    }

    /// <summary>One that the switch does not have hears itself only: the model lets none be named, and a port must not hear what it should not.</summary>
    private static PlanPrivateVlan ToPlan(int id, ValueList<ModelPrivateVlan> all)
    {
        ModelPrivateVlan one = all.FirstOrDefault(candidate => candidate.Has(id)) ?? new ModelPrivateVlan(id, null, []);
        PlanPrivateVlan plan = new() { Sends = (uint)id, Primary = (uint)one.Primary };
        plan.Hears.AddRange(one.HeardBy(id).Select(heard => (uint)heard));
        return plan;
    }

    internal static ByteString ToBytes(MacAddress mac)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, mac.Value);
        return ByteString.CopyFrom(bytes[2..]);
    }
}
