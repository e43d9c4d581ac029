using System.Globalization;
using Musubi.Contracts.Plan;
using Musubi.Switch.Control.Punting;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Discovery;

/// <summary>
/// Tells neighbours who is at this end of an uplink, and keeps what they tell, by LLDP or CDP as the switch's settings say. It needs no
/// agent for that. Control thread only.
/// </summary>
/// <param name="plan">The one in force.</param>
/// <param name="version">Of the program, for neighbours to read.</param>
public sealed class DiscoveryDesk(PortSlots slots, Func<SwitchPlan> plan, DiscoverySend send, SwitchCounters counts, EventQueue events, string version, TimeProvider clock)
    : IControlTask, IPuntHandler, IStatusSource
{
    /// <summary>Four intervals and a second (802.1AB-2016, 9.2.5.22).</summary>
    private const int LldpTtl = 121;

    /// <summary>The hold time that Cisco's devices give.</summary>
    private const int CdpTtl = 180;

    /// <summary>CDP knows no leave-taking that all neighbours heed: some take a packet that holds for no time for a malformed one.</summary>
    private const int CdpLeaveTtl = 1;

    /// <summary>Cisco's devices send CDP in it, tagged where another is the native one.</summary>
    private const ushort CdpVlan = 1;

    private const int MinFrame = 576;
    private const int MaxFrame = 1500;

    private static readonly string[] FaultNames = [.. Enum.GetNames<DiscoveryFault>().Select(Kebab)];

    private readonly Dictionary<PortKey, UplinkDiscovery> _uplinks = [];
    private readonly NeighbourRoom _room = new();
    private readonly byte[] _payload = new byte[MaxFrame];
    private SwitchPlan? _reviewed;

    public TimeSpan TimeToDue() => _uplinks.Values.Aggregate(Timeout.InfiniteTimeSpan, (due, uplink) => UplinkDiscovery.Sooner(due, uplink.HasChanged ? TimeSpan.Zero : uplink.TimeToDue()));

    public PuntKinds ListensOn(PortSlot uplink) => SettingsOf(uplink) switch
    {
        null or { Listen: false, Advertise: false } => PuntKinds.None,
        { Protocol: DiscoveryProtocol.Cdp } => PuntKinds.Cdp,
        _ => PuntKinds.Lldp,
    };

    /// <summary>An uplink is about to leave the plan in good order: its neighbour is told.</summary>
    public void Leave(PortSlot slot)
    {
        if (_uplinks.TryGetValue(slot.Key, out UplinkDiscovery? uplink))
        {
            TakeLeave(uplink);
        }
    }

    public void OnFrame(in PuntedFrame frame)
    {
        if (!_uplinks.TryGetValue(frame.Port.Key, out UplinkDiscovery? uplink) || !uplink.Settings.Listen)
        {
            counts.Add("discovery-unheeded");
            return;
        }

        if (frame.Vlan > (frame.Kind == PuntKind.Cdp ? CdpVlan : 0))
        {
            // In a VLAN of guests, of other hosts too: whoever it is speaks for no switch.
            counts.Add("discovery-tagged");
            return;
        }

        if (!uplink.TryAdmit())
        {
            counts.Add("discovery-over-rate");
            return;
        }

        DiscoveryFault fault = DiscoveryFrame.Read(frame.Bytes, out HeardNeighbour? neighbour, out int discarded);
        if (discarded > 0)
        {
            counts.Add("discovery-discarded-tlvs", (ulong)discarded);
        }

        if (fault != DiscoveryFault.None)
        {
            counts.Add(FaultNames[(int)fault]);
        }
        else if (neighbour!.Protocol != uplink.Settings.Protocol)
        {
            counts.Add("discovery-other-protocol");
        }
        else if (uplink.Told is { } told && (neighbour.ChassisId, neighbour.PortId) == (NameOf(told.Protocol, told.What), told.What.PortId))
        {
            counts.Add("discovery-reflected");
        }
        else
        {
            counts.Add(neighbour.Protocol == DiscoveryProtocol.Lldp ? "lldp-received" : "cdp-received");
            Heed(uplink, uplink.Neighbours.Take(neighbour));
        }
    }

    /// <summary>Sends, forgets and tells what is due.</summary>
    public void OnTurn()
    {
        Review();
        foreach (UplinkDiscovery uplink in _uplinks.Values)
        {
            if (uplink.Neighbours.Age() is > 0 and var aged)
            {
                counts.Add("aged-neighbours", (ulong)aged);
                uplink.DemandNews();
            }

            if (uplink.Told is { } told && uplink.Timer.TryTake())
            {
                Send(uplink, told.Protocol, told.Payload);
            }

            if (uplink.TryTakeNews())
            {
                NeighbourChanged changed = new() { PortId = uplink.Slot.Planned.Id, Neighbour = uplink.Neighbours.All.Select(Describe).FirstOrDefault() };
                events.Add(new SwitchEvent { NeighbourChanged = changed });
            }
        }
    }

    /// <summary>Adds the neighbours of each uplink to its port.</summary>
    public void Report(SwitchStatus status)
    {
        Dictionary<string, PortStatus> ports = status.Ports.ToDictionary(port => port.PortId);
        foreach (UplinkDiscovery uplink in _uplinks.Values.Where(uplink => ports.ContainsKey(uplink.Slot.Planned.Id)))
        {
            PortStatus port = ports[uplink.Slot.Planned.Id];
            port.Neighbours.AddRange(uplink.Neighbours.All.Select(Describe));
            port.MoreNeighbours = (uint)uplink.Neighbours.More;
        }
    }

    /// <summary>Follows the plan, the links and the health of uplinks, and what LACP makes of them.</summary>
    private void Review()
    {
        SwitchPlan now = plan();
        if (now == _reviewed)
        {
            foreach (UplinkDiscovery uplink in _uplinks.Values.Where(uplink => uplink.HasChanged))
            {
                Follow(uplink, OwnerOf(now, uplink.Slot));
            }

            return;
        }

        _reviewed = now;
        foreach (UplinkDiscovery left in _uplinks.Values.Where(uplink => slots.Find(uplink.Slot.Key) != uplink.Slot).ToArray())
        {
            Forget(left);
        }

        foreach (PortSlot slot in slots.All.Where(slot => slot.IsUplink))
        {
            PlannedSwitch owner = OwnerOf(now, slot);
            _uplinks.TryGetValue(slot.Key, out UplinkDiscovery? uplink);
            if (owner.Discovery is { } settings && (settings.Listen || settings.Advertise))
            {
                Follow(uplink ?? (_uplinks[slot.Key] = new UplinkDiscovery(slot, _room, clock)), owner);
            }
            else if (uplink is not null)
            {
                TakeLeave(uplink);
                Forget(uplink);
            }
        }
    }

    private static PlannedSwitch OwnerOf(SwitchPlan plan, PortSlot uplink) => plan.Switches.First(owner => owner.Key == uplink.Planned.SwitchKey);

    private void Follow(UplinkDiscovery uplink, PlannedSwitch owner)
    {
        DiscoverySettings settings = owner.Discovery;
        uplink.Note();
        if (!uplink.Carries || !settings.Listen || settings.Protocol != uplink.Settings.Protocol)
        {
            // What was heard over a cable that is out says nothing of what it will be put into.
            uplink.Neighbours.Clear();
            uplink.DemandNews();
        }

        if (uplink.Told is { } told && (!settings.Advertise || told.Protocol != settings.Protocol))
        {
            TakeLeave(uplink);
        }

        uplink.Settings = settings;
        if (uplink.Carries && settings.Advertise && uplink.Slot.Planned.Uplink.Mac.Length > 0)
        {
            Tell(uplink, Compose(uplink.Slot, owner, settings), owner);
        }
        else
        {
            uplink.Timer.Stop();
            uplink.Told = null;
        }
    }

    private void Tell(UplinkDiscovery uplink, Advertisement what, PlannedSwitch owner)
    {
        DiscoveryProtocol protocol = uplink.Settings.Protocol;
        Span<byte> room = _payload.AsSpan(0, (int)Math.Clamp(owner.Mtu, MinFrame, MaxFrame));
        int bytes = DiscoveryFrame.Write(room, protocol, what, protocol == DiscoveryProtocol.Cdp ? CdpTtl : LldpTtl);
        bool isFirst = uplink.Told is null;
        if (isFirst || !room[..bytes].SequenceEqual(uplink.Told!.Value.Payload))
        {
            uplink.Told = (protocol, what, room[..bytes].ToArray());
            uplink.Timer.SendSoon();
        }

        if (isFirst)
        {
            uplink.Timer.StartFast();
        }
    }

    private Advertisement Compose(PortSlot slot, PlannedSwitch owner, DiscoverySettings settings)
    {
        Attachment attachment = slot.Planned.Attachment;
        return new Advertisement
        {
            ChassisId = settings.ChassisId,
            PortId = attachment.PacketDevice?.InterfaceName ?? attachment.XdpDevice?.InterfaceName ?? slot.Planned.Uplink.UplinkName,
            PortDescription = $"{slot.Planned.Uplink.UplinkName} of {owner.Name}",
            SystemName = settings.SystemName,
            SystemDescription = $"Musubi virtual switch {version}",
            ManagementAddresses = [.. settings.ManagementAddresses.Select(address => address.ToByteArray())],
            Vlans = [.. settings.Vlans.Select(vlan => new HeardVlan((int)vlan.Id, vlan.Name))],
            Mtu = (int)owner.Mtu,
            Aggregation = AggregationOf(slot, owner),
        };
    }

    /// <summary>Null where the uplink is of no LAG; else the LAG's key while it is in use there, and 0 while it is not.</summary>
    private static uint? AggregationOf(PortSlot slot, PlannedSwitch owner) =>
        owner.Lags.FirstOrDefault(lag => lag.Members.Any(member => member.PortId == slot.Planned.Id)) is not { } lag ? null
        : slot.Lag is { Distributes: true } membership && membership.Lag.Id == lag.Id ? lag.Key
        : 0;

    /// <summary>Tells the neighbour to forget us at once, where it can be told.</summary>
    private void TakeLeave(UplinkDiscovery uplink)
    {
        if (uplink.Told is not { } told)
        {
            return;
        }

        uplink.Told = null;
        uplink.Timer.Stop();
        if (uplink.Carries)
        {
            Send(uplink, told.Protocol, _payload.AsSpan(0, DiscoveryFrame.Write(_payload, told.Protocol, told.What, told.Protocol == DiscoveryProtocol.Cdp ? CdpLeaveTtl : 0)));
        }
    }

    private void Send(UplinkDiscovery uplink, DiscoveryProtocol protocol, ReadOnlySpan<byte> payload)
    {
        ulong source = PlanCompiler.ReadMac(uplink.Slot.Planned.Uplink.Mac);
        if (send(uplink.Slot, DiscoveryFrame.Destination(protocol), source, DiscoveryFrame.Type(protocol, payload.Length), payload) > 0)
        {
            counts.Add(protocol == DiscoveryProtocol.Lldp ? "lldp-sent" : "cdp-sent");
        }
    }

    private void Heed(UplinkDiscovery uplink, NeighbourNews news)
    {
        switch (news)
        {
            case NeighbourNews.Came:
                uplink.DemandNews();
                if (uplink.Told is not null)
                {
                    // So that it knows of us as soon as we know of it.
                    uplink.Timer.StartFast();
                }

                break;
            case NeighbourNews.Gone:
                uplink.DemandNews();
                break;
            case NeighbourNews.NoRoom:
                counts.Add("refused-neighbours");
                break;
        }
    }

    private void Forget(UplinkDiscovery uplink)
    {
        uplink.Neighbours.Clear();
        _uplinks.Remove(uplink.Slot.Key);
    }

    private DiscoverySettings? SettingsOf(PortSlot uplink) => plan().Switches.FirstOrDefault(owner => owner.Key == uplink.Planned.SwitchKey)?.Discovery;

    /// <summary>As the one who hears it reads the chassis.</summary>
    private static string NameOf(DiscoveryProtocol protocol, Advertisement what) =>
        protocol == DiscoveryProtocol.Cdp && what.SystemName.Length > 0 ? what.SystemName : what.ChassisId;

    private static Neighbour Describe((HeardNeighbour Neighbour, DateTimeOffset LastSeen) heard)
    {
        HeardNeighbour from = heard.Neighbour;
        Neighbour told = new()
        {
            Protocol = from.Protocol,
            ChassisId = from.ChassisId,
            PortId = from.PortId,
            PortDescription = from.PortDescription,
            SystemName = from.SystemName,
            SystemDescription = from.SystemDescription,
            Platform = from.Platform,
            NativeVlan = (uint)from.NativeVlan,
            Mtu = from.Mtu,
            MaxFrameBytes = (uint)from.MaxFrame,
            Aggregated = from.Aggregated,
            AggregationPort = from.AggregationPort,
            TtlSeconds = (uint)from.Ttl,
            LastSeenUs = (heard.LastSeen - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
        };
        told.Capabilities.AddRange(from.Capabilities);
        told.ManagementAddresses.AddRange(from.ManagementAddresses);
        told.Vlans.AddRange(from.Vlans.Select(vlan => new NamedVlan { Id = (uint)vlan.Id, Name = vlan.Name }));
        return told;
    }

    private static string Kebab(string name) =>
        string.Concat(name.Select((letter, i) => char.IsUpper(letter) ? (i > 0 ? "-" : "") + char.ToLower(letter, CultureInfo.InvariantCulture) : letter.ToString()));
}
