using System.Buffers.Binary;
using Musubi.Contracts.Plan;
using Musubi.Switch.Control.Punting;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Forwarding.Guarding;
using Musubi.Switch.Forwarding.Inspection;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Addresses;

/// <summary>
/// The control thread's part of guarding: keeps for each port what its guards need for as long as it keeps its slot, reads what workers saw of
/// DHCP, ARP and neighbour discovery, and tells the agent when a guest's addresses changed. Control thread only.
/// </summary>
public sealed class AddressSnooping(EventQueue events, TimeProvider clock) : IPuntHandler, IControlTask, IStatusSource
{
    /// <summary>Between two events: the agent asks for the status with each.</summary>
    public static readonly TimeSpan NewsInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Frames of one kind of one vNIC that may wait to be read; of an uplink, behind which are many, more.</summary>
    private const int MostWaiting = 16;
    private const int MostWaitingOfUplink = 64;

    /// <summary>What the parser takes.</summary>
    private const int MostHeaders = 255;
    private const int UdpBytes = 8;
    private const ushort ServerPort = 67;
    private const ushort ServerPort6 = 547;
    private const byte Solicitation = 135;
    private const byte Advertisement = 136;
    private const int TargetAt = 8;

    private readonly AddressLearner _learner = new(clock);
    private readonly RateLimiter _news = new(clock, NewsInterval);
    private readonly Dictionary<PortSlot, PortGuard> _guards = [];
    private readonly Dictionary<PortSlot, SnoopedPort> _ports = [];
    private readonly HashSet<uint> _snoopingSwitches = [];
    private Segments _segments = Segments.None;
    private long _untoldBefore;

    /// <summary>A new plan is about to be compiled; its ports have their slots.</summary>
    public void Take(SwitchPlan plan, PortSlots slots)
    {
        _segments = new Segments(plan);
        _snoopingSwitches.Clear();
        _snoopingSwitches.UnionWith(plan.Ports.Where(port => port.Vnic?.Guards?.SpoofGuard is SpoofGuard.Observe or SpoofGuard.Snooped).Select(port => port.SwitchKey));
        ForgetLeft(slots);
        foreach (PortSlot slot in slots.All)
        {
            Take(slot);
        }

        _learner.Table.NoteConfigured();
    }

    /// <summary>What a port's stages need, as its newest plan has it; null when nothing is guarded or noted there.</summary>
    public PortGuard? GuardOf(PortSlot slot) => _guards.GetValueOrDefault(slot);

    /// <summary>What is to be told of a port's frames.</summary>
    public SnoopKinds AskedOf(PortSlot slot)
    {
        if (!_snoopingSwitches.Contains(slot.Planned.SwitchKey))
        {
            return SnoopKinds.None;
        }

        SnoopKinds ofAll = SnoopKinds.Claims | SnoopKinds.Answers;
        return slot.Planned.Vnic?.Guards?.SpoofGuard switch
        {
            // A guest that is given addresses gives none: what it says as a server is not believed.
            SpoofGuard.Snooped => ofAll | SnoopKinds.Requests,
            SpoofGuard.Observe => ofAll | SnoopKinds.Requests | SnoopKinds.Replies | SnoopKinds.Traffic,
            _ => ofAll | SnoopKinds.Replies,
        };
    }

    public PuntKinds ListensOn(PortSlot uplink) => PuntKinds.None;

    public void OnFrame(in PuntedFrame frame)
    {
        if (_guards.TryGetValue(frame.Port, out PortGuard? guard))
        {
            (frame.Kind == PuntKind.Dhcp ? guard.Leases : guard.Neighbours).Heard();
        }

        PacketFields fields = default;
        ReadOnlySpan<byte> payload = frame.Payload;
        PacketParser.Parse(ref fields, BinaryPrimitives.ReadUInt16BigEndian(frame.Bytes[12..]), payload[..Math.Min(payload.Length, MostHeaders)]);
        bool isRead = !fields.Is(PacketTraits.Malformed | PacketTraits.Fragment)
            && (frame.Kind == PuntKind.Dhcp ? fields.Is(PacketTraits.Ports) && ReadDhcp(in frame, in fields) : ReadNeighbour(in frame, in fields));
        _learner.Counts.Malformed += isRead ? 0 : 1;
        Tell();
    }

    public TimeSpan TimeToDue()
    {
        (TimeSpan one, TimeSpan other) = (_learner.TimeToDue(), _news.TimeToDue());
        return one == Timeout.InfiniteTimeSpan || (other != Timeout.InfiniteTimeSpan && other < one) ? other : one;
    }

    public void OnTurn()
    {
        _learner.Advance();
        Tell();
        if (_news.TryStart())
        {
            events.Add(new SwitchEvent { AddressesChanged = new AddressesChanged() });
        }
    }

    public void Report(SwitchStatus status)
    {
        Dictionary<string, SnoopedPort> byId = _ports.ToDictionary(pair => pair.Key.Planned.Id, pair => pair.Value);
        foreach (PortStatus port in status.Ports)
        {
            if (byId.TryGetValue(port.PortId, out SnoopedPort? snooped))
            {
                port.SeenAddresses.AddRange(_learner.Describe(snooped));
            }
        }

        AddressCounts counts = _learner.Counts;
        status.Counts.AddRange(
        [
            Count("leased-addresses", counts.Leased),
            Count("claimed-addresses", counts.Claimed),
            Count("contested-addresses", counts.Contested),
            Count("moved-addresses", counts.Moved),
            Count("refused-addresses", counts.Refused),
            Count("released-addresses", counts.Released),
            Count("expired-addresses", counts.Expired),
            Count("flushed-addresses", counts.Flushed),
            Count("taken-over-addresses", counts.TakenOver),
            Count("malformed-snooped-frames", counts.Malformed),
            Count("untold-snooped-frames", _untoldBefore + _guards.Values.Sum(guard => guard.Untold)),
        ]);
    }

    private static NamedCount Count(string name, long value) => new() { Name = name, Value = (ulong)value };

    private void Tell()
    {
        if (_learner.TakeChange())
        {
            _news.Demand();
        }
    }

    private void ForgetLeft(PortSlots slots)
    {
        foreach (PortSlot slot in _guards.Keys.Where(slot => slots.Find(slot.Key) != slot || !IsGuarded(slot)).ToList())
        {
            _untoldBefore += _guards[slot].Untold;
            _guards.Remove(slot);
        }

        foreach (PortSlot slot in _ports.Keys.Where(slot => slots.Find(slot.Key) != slot || SettingsOf(slot) is null).ToList())
        {
            _learner.Remove(_ports[slot]);
            _ports.Remove(slot);
        }
    }

    private bool IsGuarded(PortSlot slot) => slot.Planned.Vnic?.Guards is not null || _snoopingSwitches.Contains(slot.Planned.SwitchKey);

    private void Take(PortSlot slot)
    {
        if (!IsGuarded(slot))
        {
            return;
        }

        if (!_guards.TryGetValue(slot, out PortGuard? guard))
        {
            _guards[slot] = guard = new PortGuard(slot.IsUplink ? MostWaitingOfUplink : MostWaiting);
        }

        if (SettingsOf(slot) is not { } settings)
        {
            guard.Known = KnownAddresses.None;
            return;
        }

        bool isNew = !_ports.TryGetValue(slot, out SnoopedPort? port);
        if (isNew)
        {
            _ports[slot] = port = new SnoopedPort(slot.Planned.SwitchKey, guard, settings);
            _learner.Add(port);
        }
        else
        {
            _learner.Change(port!, settings);
        }

        // While its guest runs elsewhere, what it has is known there.
        if (isNew || MuteRule.IsMute(slot.Planned, slot.LinkUp))
        {
            _learner.TakeOver(port!, slot.Planned.Vnic.Guards.Seen, _segments);
        }
    }

    private SnoopSettings? SettingsOf(PortSlot slot)
    {
        GuardSettings? guards = slot.Planned.Vnic?.Guards;
        return guards is null or { SpoofGuard: SpoofGuard.Off }
            ? null
            : new SnoopSettings(
                guards.SpoofGuard, slot.Planned.Vnic!.Vlan, _segments.Of(slot.Planned.SwitchKey, slot.Planned.Vnic.Vlan), [.. guards.Addresses.Select(Known)]);
    }

    private static KnownAddress Known(AddressPrefix prefix)
    {
        AddressKey address = AddressKey.Read(prefix.Address.Span);
        return new KnownAddress(address, (int)prefix.PrefixLength + (address.IsIpv4 ? AddressKey.BitsBeforeIpv4 : 0), KnownAddresses.AnyVlan);
    }

    /// <summary>The port when what it sends says something about its own addresses.</summary>
    private SnoopedPort? Snooped(PortSlot slot) => _ports.GetValueOrDefault(slot) is { Settings.Snoops: true } port ? port : null;

    /// <summary>False when it is no DHCP.</summary>
    private bool ReadDhcp(in PuntedFrame frame, in PacketFields fields)
    {
        SnoopedPort? sender = Snooped(frame.Port);
        uint owner = frame.Port.Planned.SwitchKey;
        int segment = _segments.Of(owner, frame.Vlan);
        ReadOnlySpan<byte> datagram = frame.Payload[fields.TransportOffset..];
        int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[4..]);
        if (frame.Cut || length < UdpBytes || length > datagram.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> body = datagram[UdpBytes..length];
        bool isForServer = fields.DestinationPort is ServerPort or ServerPort6;
        if (fields.Network == NetworkKind.Ipv4 && Dhcpv4Message.TryParse(body, out Dhcpv4Message message))
        {
            if (!isForServer)
            {
                _learner.FromServer(sender, owner, segment, in message);
            }
            else if (sender is not null)
            {
                _learner.FromClient(sender, segment, frame.Vlan, BinaryPrimitives.ReadUInt64BigEndian(frame.Bytes[6..]) >> 16, in message);
            }

            return true;
        }

        if (fields.Network != NetworkKind.Ipv6 || !Dhcpv6Message.TryParse(body, out Dhcpv6Message message6))
        {
            return false;
        }

        if (!isForServer)
        {
            _learner.FromServer(sender, owner, segment, new AddressKey(fields.DestinationHigh, fields.DestinationLow), in message6);
        }
        else if (sender is not null)
        {
            _learner.FromClient(sender, segment, frame.Vlan, new AddressKey(fields.SourceHigh, fields.SourceLow), in message6);
        }

        return true;
    }

    /// <summary>False when it is neither ARP nor neighbour discovery.</summary>
    private bool ReadNeighbour(in PuntedFrame frame, in PacketFields fields)
    {
        SnoopedPort? sender = Snooped(frame.Port);
        uint owner = frame.Port.Planned.SwitchKey;
        int segment = _segments.Of(owner, frame.Vlan);
        if (fields.Network == NetworkKind.Arp)
        {
            Note(sender, segment, frame.Vlan, AddressKey.Ipv4((uint)fields.SourceLow));
            return true;
        }

        if (fields.Network != NetworkKind.Ipv6 || !fields.Is(PacketTraits.Message) || fields.MessageType is not (Solicitation or Advertisement)
            || fields.TransportOffset + TargetAt + 16 > fields.End)
        {
            return false;
        }

        AddressKey target = AddressKey.Read(frame.Payload.Slice(fields.TransportOffset + TargetAt, 16));
        AddressKey source = new(fields.SourceHigh, fields.SourceLow);
        if (fields.MessageType == Advertisement)
        {
            _learner.Answered(sender, owner, segment, frame.Vlan, target);
            Note(sender, segment, frame.Vlan, target);
        }
        else if (source.IsUnspecified)
        {
            _learner.Claimed(sender, owner, segment, frame.Vlan, target);
        }
        else
        {
            Note(sender, segment, frame.Vlan, source);
        }

        return true;
    }

    private void Note(SnoopedPort? sender, int segment, ushort vlan, AddressKey address)
    {
        if (sender is not null)
        {
            _learner.NoteTraffic(sender, segment, vlan, address);
        }
    }
}
