using System.Net;
using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;
using Musubi.Contracts.Plan;
using Musubi.Switch.Control;
using Musubi.Switch.Control.Addresses;
using Musubi.Switch.Control.Punting;
using Musubi.Switch.Forwarding.Guarding;
using Musubi.Switch.Forwarding.Inspection;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Runtime;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Control.Addresses;

/// <summary>Address snooping over a plan, with frames handed to it as workers do. Port 0 is an uplink.</summary>
internal sealed class SnoopBed
{
    private readonly PortSlots _slots = new(1, 64);
    private readonly List<PortSlot> _byIndex = [];

    public SnoopBed()
    {
        Snooping = new AddressSnooping(Events, Clock);
        Plan.Uplink();
    }

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    public EventQueue Events { get; } = new();

    public AddressSnooping Snooping { get; }

    public PlanBuilder Plan { get; } = new();

    public const int Uplink = 0;

    public int Vnic(SpoofGuard guard, VlanSettings? vlan = null, Action<GuardSettings>? change = null)
    {
        GuardSettings settings = new() { SpoofGuard = guard };
        change?.Invoke(settings);
        return Plan.Vnic(vlan ?? Vlan.Access(10), vnic => vnic.Guards = settings);
    }

    /// <summary>Puts the plan in force as it is now.</summary>
    public SnoopBed Apply()
    {
        for (int i = 0; i < Plan.Plan.Ports.Count; i++)
        {
            PlannedPort planned = Plan.Plan.Ports[i].Clone();
            PortKey key = new(Guid.Parse(planned.Id), planned.Incarnation);
            PortSlot slot = _slots.Find(key) ?? _slots.Add(key, i, planned);
            (slot.Planned, slot.PlanIndex) = (planned, i);
            if (i == _byIndex.Count)
            {
                _byIndex.Add(slot);
            }
        }

        Snooping.Take(Plan.Plan, _slots);
        return this;
    }

    /// <summary>Takes a port out of the plan, and puts the rest in force.</summary>
    public void Remove(int port)
    {
        _slots.Remove(_byIndex[port]);
        Snooping.Take(Plan.Plan, _slots);
    }

    public SnoopKinds Asked(int port) => Snooping.AskedOf(_byIndex[port]);

    public GuardSettings Settings(int port) => Plan.Plan.Ports[port].Vnic.Guards;

    /// <summary>Whether frames of a kind are told at all, and if so: tells of one.</summary>
    public void Hand(int port, SnoopKinds kind, int vlan, byte[] frame)
    {
        PortSlot slot = _byIndex[port];
        if ((Snooping.AskedOf(slot) & kind) != SnoopKinds.None)
        {
            PuntKind punt = (kind & (SnoopKinds.Requests | SnoopKinds.Replies)) != 0 ? PuntKind.Dhcp : PuntKind.Neighbour;
            Snooping.OnFrame(new PuntedFrame(slot, new PuntEntry(slot.Handle, punt, (ushort)vlan, false, frame.Length), frame));
        }
    }

    /// <summary>A packet passes a port; it is handed over if it looks like one that is asked for.</summary>
    public void See(int port, int vlan, ushort etherType, byte[] packet) => Hand(port, Snoop.KindOf(etherType, packet), vlan, Packets.Frame(Frames.MacOf(port), etherType, packet));

    public void Discover(int port, string? requested = null, int vlan = 10, ulong? hardware = null, uint transaction = 7, byte type = 3, string? client = null) => Hand(
        port, SnoopKinds.Requests, vlan,
        Packets.Frame(Frames.MacOf(port), PacketParser.Ipv4, Packets.Ipv4(Packets.NoAddress, Packets.Everybody, Packets.Udp(68, 67, Packets.Dhcpv4(type, hardware ?? Frames.MacOf(port), transaction, client, requested: requested)))));

    /// <summary>A server's answer to a port, an acknowledgement unless told.</summary>
    public void Answer(int port, string? yours, uint? lease = 600, int vlan = 10, int from = Uplink, uint transaction = 7, byte type = 5) => Hand(
        from, SnoopKinds.Replies, vlan,
        Packets.Frame(Frames.Outside, PacketParser.Ipv4, Packets.Ipv4(IPAddress.Parse("10.0.0.1"), Packets.Everybody, Packets.Udp(67, 68, Packets.Dhcpv4(type, Frames.MacOf(port), transaction, yours: yours, lease: lease)))));

    /// <summary>A whole exchange.</summary>
    public void Lease(int port, string address, uint seconds = 600, int vlan = 10)
    {
        Discover(port, vlan: vlan);
        Answer(port, address, seconds, vlan);
    }

    public void Ask6(int port, byte type, uint transaction = 9, params (string, int, uint)[] leases) => Hand(
        port, SnoopKinds.Requests, 10, Packets.Frame(Frames.MacOf(port), PacketParser.Ipv6, Packets.Ipv6(LinkLocal(port), "ff02::1:2", 17, Packets.Udp(546, 547, Packets.Dhcpv6(type, transaction, leases)))));

    public void Answer6(int port, byte type, uint transaction = 9, params (string, int, uint)[] leases) => Hand(
        Uplink, SnoopKinds.Replies, 10, Packets.Frame(Frames.Outside, PacketParser.Ipv6, Packets.Ipv6("fe80::1", LinkLocal(port), 17, Packets.Udp(547, 546, Packets.Dhcpv6(type, transaction, leases)))));

    public void Claim(int port, string address, int vlan = 10) =>
        Hand(port, SnoopKinds.Claims, vlan, Packets.Frame(Frames.MacOf(port), PacketParser.Ipv6, Packets.Neighbour(135, "::", address)));

    public void Object(int port, string address, int vlan = 10) =>
        Hand(port, SnoopKinds.Answers, vlan, Packets.Frame(Frames.MacOf(port), PacketParser.Ipv6, Packets.Neighbour(136, address, address)));

    public void Wait(TimeSpan time)
    {
        Clock.Advance(time);
        Snooping.OnTurn();
    }

    /// <summary>Nobody objects to what was claimed.</summary>
    public void Settle() => Wait(AddressLearner.ClaimTime);

    public bool MayUse(int port, string address, int vlan = 10) => Snooping.GuardOf(_byIndex[port])!.Known.Contains(AddressKey.Read(IPAddress.Parse(address).GetAddressBytes()), vlan);

    /// <summary>What the status says of a port, such as "10.0.0.7 Dhcp".</summary>
    public string Seen(int port) => string.Join(", ", Status(port).Select(seen => $"{new IPAddress(seen.Address.Address.Span)} {seen.Origin}").Order(StringComparer.Ordinal));

    public IReadOnlyList<SeenAddress> Status(int port)
    {
        SwitchStatus status = new();
        status.Ports.Add(new PortStatus { PortId = Plan.Plan.Ports[port].Id });
        Snooping.Report(status);
        return status.Ports[0].SeenAddresses;
    }

    public ulong Count(string name)
    {
        SwitchStatus status = new();
        Snooping.Report(status);
        return status.Counts.Single(count => count.Name == name).Value;
    }

    public static SeenAddress Before(string address, long expires = 0, AddressOrigin origin = AddressOrigin.Dhcp, uint? vlan = null)
    {
        byte[] bytes = IPAddress.Parse(address).GetAddressBytes();
        SeenAddress seen = new() { Address = new AddressPrefix { Address = ByteString.CopyFrom(bytes), PrefixLength = (uint)bytes.Length * 8 }, Origin = origin, ExpiresUnixSeconds = expires };
        if (vlan is { } one)
        {
            seen.Vlan = one;
        }

        return seen;
    }

    public static AddressPrefix Given(string address) => Before(address).Address;

    private static string LinkLocal(int port) => $"fe80::{port + 1:x}";
}
