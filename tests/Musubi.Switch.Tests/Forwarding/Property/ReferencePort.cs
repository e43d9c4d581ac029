using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>A port as the model sees it: its configuration read anew at each question, and what is true of it now.</summary>
public class ReferencePort(PlannedPort planned, int index, Refusal refusal)
{
    private static readonly Dictionary<string, int> Positions = CounterLayout.Names.Index().ToDictionary(name => name.Item, name => name.Index);

    public int Index => index;

    public string Id => planned.Id;

    public uint Switch => planned.SwitchKey;

    public VnicRole? Vnic => planned.Vnic;

    public bool IsUplink => planned.Uplink is not null;

    public bool Running { get; set; } = true;

    public bool LinkUp { get; set; } = true;

    /// <summary>What the interface behind it takes, bytes of payload; 0: nobody told.</summary>
    public int LinkMtu { get; set; }

    /// <summary>The LAG that an uplink is a member of.</summary>
    public ReferenceLag? Lag { get; set; }

    /// <summary>What LACP says of a member.</summary>
    public LagNews LagNews { get; set; } = new(index, null);

    /// <summary>Uplinks: what teaming chooses among: the port itself, or its LAG.</summary>
    public ReferencePort Way => Lag ?? this;

    /// <summary>Uplinks and LAGs: it could carry.</summary>
    public virtual bool IsUp => Running && LinkUp;

    public virtual TimeSpan? UpFor => Health.UpFor;

    public ulong TakenMac { get; set; }

    public ReferencePort? PinnedUplink { get; set; }

    /// <summary>Where it was moved because of its load, and what it left a moment ago.</summary>
    public VnicNews News { get; set; } = new(index, null, []);

    /// <summary>What is known of an uplink beside its link.</summary>
    public UplinkNews Health { get; set; } = new(index, null, null);

    public List<SentFrame> Offered { get; } = [];

    /// <summary>What the switch itself takes from this uplink.</summary>
    public PuntKinds Listens { get; set; }

    /// <summary>What it took since the last comparison.</summary>
    public List<string> Taken { get; } = [];

    /// <summary>What it filters and marks by, in order.</summary>
    public IReadOnlyList<Rule> Rules { get; init; } = [];

    /// <summary>How often each of them was met, by name.</summary>
    public Dictionary<string, long> Hits { get; } = [];

    /// <summary>What frames of a vNIC are for; nobody knows that of an uplink's.</summary>
    public TrafficType? Traffic => Vnic is null ? null : Vnic.TrafficType == TrafficType.Unspecified ? TrafficType.VirtualMachine : Vnic.TrafficType;

    /// <summary>Copies that it got of what the port sent, since the last comparison.</summary>
    public List<string> Told { get; } = [];

    public long[] Counters { get; } = new long[CounterLayout.Count];

    private int Ordinal { get; set; }

    /// <summary>A vNIC that takes part: it owns its MAC and hears its VLANs.</summary>
    public bool IsActive => Vnic is { Mute: false } && Running;

    public bool Promiscuous => Vnic!.Security is { Promiscuous: true };

    public bool AcceptsMacChanges => Vnic!.Security is { MacChanges: true };

    public bool AcceptsForgedTransmits => Vnic!.Security is { ForgedTransmits: true };

    /// <summary>Foreign sources are learned: it is configured, and they may send at all.</summary>
    public bool Learns => IsActive && Vnic!.MacLearning is not null && AcceptsForgedTransmits && Family == 0;

    public bool Floods => Learns && Vnic!.MacLearning.Flooding;

    public ulong ConfiguredMac => Mac(Vnic!.Mac);

    public ulong GuestMac => Mac(Vnic!.GuestMac);

    public ulong EffectiveMac
    {
        get
        {
            if (!AcceptsMacChanges)
            {
                return ConfiguredMac;
            }

            ulong[] inOrder = [GuestMac, TakenMac, ConfiguredMac];
            return inOrder.First(mac => mac != 0);
        }
    }

    /// <summary>The guest is known to use a MAC that it may not take.</summary>
    public bool InboundStopped => GuestMac != 0 && GuestMac != ConfiguredMac && !AcceptsMacChanges;

    /// <summary>Whether the port's VLAN policy lets frames of a VLAN through to it.</summary>
    public bool Hears(int vlan) => Vnic!.Vlan.ModeCase switch
    {
        VlanSettings.ModeOneofCase.Access => vlan == Vnic.Vlan.Access,
        VlanSettings.ModeOneofCase.Trunk => Vnic.Vlan.Trunk.Ranges.Any(range => vlan >= range.First && vlan <= range.Last),
        VlanSettings.ModeOneofCase.Private => Vnic.Vlan.Private.Hears.Contains((uint)vlan),
        _ => vlan == 0,
    };

    /// <summary>The VLAN that its frames are in, unless its guest tags.</summary>
    public int OwnVlan => (int)(Vnic!.Vlan.ModeCase == VlanSettings.ModeOneofCase.Private ? Vnic.Vlan.Private.Sends : Vnic.Vlan.Access);

    /// <summary>The primary of its private VLAN, 0 when it is in none.</summary>
    public uint Family => Vnic?.Vlan.Private?.Primary ?? 0;

    public bool IsTrunk => Vnic?.Vlan.ModeCase == VlanSettings.ModeOneofCase.Trunk;

    public void Count(string counter, long amount = 1) => Counters[Positions[counter]] += amount;

    /// <summary>What goes between the port and uplinks, where its teaming goes by load; whether the way out has room does not matter.</summary>
    public void CountLoad(string counter, int bytes) => Count(counter, Vnic!.Teaming.Policy == TeamingPolicy.PhysicalLoad ? bytes : 0);

    public void Drop(DropReason reason) => Counters[CounterLayout.Of(reason)]++;

    public void DropIf(DropReason reason)
    {
        if (reason != DropReason.None)
        {
            Drop(reason);
        }
    }

    /// <summary>
    /// Hands a frame over, if the port's rules let it pass: trunks and uplinks get the tag of the frame's VLAN, or one for its priority alone. Returns the
    /// bytes that are offered to the way out.
    /// </summary>
    public int Send(ReferenceFrame received, int vlan, ReferencePort from)
    {
        if (ReferenceRules.Judge(this, received, vlan, ingress: false, IsUplink ? from.Traffic : Traffic) is not { } frame)
        {
            return 0;
        }

        if (LinkMtu > 0 && frame.Exceeds(LinkMtu))
        {
            Drop(DropReason.TxTooBig);
            return 0;
        }

        SentFrame sent = frame.Write((vlan != 0 || frame.IsPrioritised) && (IsUplink || IsTrunk) ? vlan : null);
        Offered.Add(sent);
        Count("tx-broadcast", frame.Destination == 0xffff_ffff_ffff ? 1 : 0);
        Count("tx-multicast", frame.IsGroup && frame.Destination != 0xffff_ffff_ffff ? 1 : 0);
        switch (refusal.Judge(Ordinal++))
        {
            case TransmitOutcome.QueueFull:
                Drop(DropReason.TxQueueFull);
                break;
            case TransmitOutcome.TooBig:
                Drop(DropReason.TxTooBig);
                break;
            case TransmitOutcome.LinkDown:
                Drop(DropReason.TxLinkDown);
                break;
            case TransmitOutcome.Failed:
                Drop(DropReason.TxFailed);
                break;
            case TransmitOutcome.ShaperFull:
                Drop(DropReason.ShaperFull);
                break;
            case TransmitOutcome.IoControlFull:
                Drop(DropReason.IoControlFull);
                break;
            default:
                Count("tx-frames");
                Count("tx-bytes", sent.Bytes.Length);
                break;
        }

        return sent.Bytes.Length;
    }

    internal static ulong Mac(ByteString bytes) => bytes.Aggregate(0UL, (value, octet) => (value << 8) | octet);
}
