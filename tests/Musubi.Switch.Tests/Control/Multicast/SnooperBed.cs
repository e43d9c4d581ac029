using Microsoft.Extensions.Time.Testing;
using Musubi.Contracts.Plan;
using Musubi.Switch.Control;
using Musubi.Switch.Control.Multicast;
using Musubi.Switch.Forwarding.Multicast;
using Musubi.Switch.Runtime;
using Musubi.Switch.Tests.Forwarding.Testbed;
using static Musubi.Switch.Tests.Control.Multicast.MembershipMessageTests;

namespace Musubi.Switch.Tests.Control.Multicast;

/// <summary>A snooper without a data plane: ports that say things, a clock turned by hand, and all that is asked and told.</summary>
internal sealed class SnooperBed : IGroupWire
{
    public const ulong OwnMac = 0x0200_0000_00ff;
    public const uint Key = 1;

    private readonly List<PortSlot> _ports = [];

    public SnooperBed(QuerierSettings? querier = null, bool hasQuerier = true)
    {
        Settings[Key] = new SnoopingSettings(false, hasQuerier ? querier ?? new QuerierSettings(125, null, null) : null, OwnMac);
        Snooper = new GroupSnooper(this, Counts, Clock);
        Uplink = new PortSlot(new PortKey(Guid.NewGuid(), 1), 0, true) { Planned = new PlannedPort { Id = "up", SwitchKey = Key, Uplink = new UplinkRole() } };
    }

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    public SwitchCounters Counts { get; } = new();

    public Dictionary<uint, SnoopingSettings> Settings { get; } = [];

    public GroupSnooper Snooper { get; }

    public PortSlot Uplink { get; }

    /// <summary>Queries to ports, in words: port, tag, group or all, sources.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Queries to the network, and reports for ports.</summary>
    public List<string> Told { get; } = [];

    public void Ask(PortSlot port, ushort tag, in MembershipQuery query) => Asked.Add($"{port.Planned.Id} {(tag == 0 ? "" : $"tag {tag} ")}{Text(in query)}");

    public bool AskNetwork(PortSlot port, int vlan, in MembershipQuery query)
    {
        Told.Add($"ask {vlan} {Text(in query)} from {query.From:x}");
        return true;
    }

    public void Tell(PortSlot port, int vlan, bool isIpv6, ReadOnlySpan<GroupMembership> memberships) =>
        Told.Add($"{port.Planned.Id} by {port.PinnedUplink} in {vlan}: {string.Join(' ', memberships.ToArray().Select(one => one.Group).Order().Select(Short))}".TrimEnd());

    /// <summary>A vNIC; with others that send as well, forged transmits are accepted.</summary>
    public PortSlot Port(string id, VlanSettings vlan, bool alone = true)
    {
        PortSlot slot = new(new PortKey(Guid.NewGuid(), 1), _ports.Count + 1, false)
        {
            Planned = new PlannedPort { Id = id, SwitchKey = Key, Vnic = new VnicRole { Vlan = vlan, Security = new SecuritySettings { ForgedTransmits = !alone } } },
            PlanIndex = _ports.Count,
            PinnedUplink = "Uplink 1",
        };
        _ports.Add(slot);
        return slot;
    }

    public void Remove(PortSlot port) => _ports.Remove(port);

    public void Follow()
    {
        Snooper.Follow(Settings, _ports);
        Snooper.FollowUplinks();
        Snooper.OnTurn();
    }

    /// <summary>The ports are there, and have had the time to say what they listen to.</summary>
    public void Settle()
    {
        Follow();
        Wait(12);
        Asked.Clear();
        Told.Clear();
    }

    public void Igmp(PortSlot from, string words, int vlan = 10, string source = "10.0.0.7", ulong mac = 7) =>
        Snooper.OnMessage(from, vlan, GroupPackets.Frame(mac, GroupPackets.Igmp(words, source)), false);

    public void Mld(PortSlot from, string words, int vlan = 10, string source = "fe80::7", ulong mac = 7) =>
        Snooper.OnMessage(from, vlan, GroupPackets.Frame(mac, GroupPackets.Mld(words, source)), false);

    public void Wait(int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            Snooper.OnTurn();
        }
    }

    /// <summary>Who has asked for a group, in order.</summary>
    public string Members(string group, int vlan = 10) => string.Join(' ', Places(vlan).Where(place => place.Groups.ContainsKey(Address(group))).Select(Name).Order());

    public string HearingAll(int vlan = 10) => string.Join(' ', Places(vlan).Where(Snooper.HearsAll).Select(Name).Order());

    public string Routers(int vlan = 10) => string.Join(' ', Places(vlan).Where(place => place.IsRouter).Select(Name).Order());

    public GroupZoneState? Zone(int vlan = 10) => Snooper.Zones.FirstOrDefault(zone => zone.Vlans.Contains(vlan));

    /// <summary>Who asks: own, nobody, or the address of another.</summary>
    public string Querier(int vlan = 10, bool isIpv6 = false) => Zone(vlan)!.Of(isIpv6).Querier switch
    {
        { IsOwn: true } => "own",
        { Other: { } other } => Short(other.Address),
        _ => "nobody",
    };

    private IEnumerable<ZonePort> Places(int vlan) => Zone(vlan)?.Ports.Values ?? Enumerable.Empty<ZonePort>();

    private static string Name(ZonePort place) => place.Port.Slot.Planned.Id;

    private static string Text(in MembershipQuery query) =>
        $"{(query.IsIpv6 ? "mld" : "igmp")} {(query.Group is { } group ? Short(group) : "all")}{string.Concat(query.Sources.Select(source => $" {Short(source)}"))}";

    /// <summary>The last number of an address is enough to know it here.</summary>
    private static string Short(UInt128 address) => GroupAddresses.IsIpv4(address) ? $".{GroupAddresses.Low(address) & 0xff}" : $":{GroupAddresses.Low(address) & 0xffff:x}";
}
