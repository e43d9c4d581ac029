using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Forwarding.Filtering;
using Musubi.Switch.Forwarding.Guarding;
using Musubi.Switch.Forwarding.Lags;
using Musubi.Switch.Forwarding.Learning;
using Musubi.Switch.Forwarding.Multicast;

namespace Musubi.Switch.Forwarding;

/// <summary>
/// What every worker reads and nobody writes: configuration, link state and effective MACs, compiled into flat arrays by
/// <see cref="PlanCompiler"/>. A port is named by its index in <see cref="Ports"/>, which holds for this plan only.
/// </summary>
public sealed record ForwardingPlan
{
    public const int VlansPerSwitch = 4096;

    public static ForwardingPlan Empty { get; } = new()
    {
        Generation = 0,
        Ports = [],
        Switches = [],
        DomainOfVlan = [],
        Domains = [default],
        DomainPorts = [],
        TrunkBitmaps = [],
        Macs = new MacTable(0),
    };

    /// <summary>The agent's generation; recompiling for a link or a MAC keeps it.</summary>
    public required ulong Generation { get; init; }

    public required PortRecord[] Ports { get; init; }

    public required SwitchRecord[] Switches { get; init; }

    /// <summary>Domain numbers by switch and VLAN; 0 where no local port is in the VLAN.</summary>
    public required ushort[] DomainOfVlan { get; init; }

    /// <summary>By domain number; number 0 is nobody's.</summary>
    public required DomainRecord[] Domains { get; init; }

    public required int[] DomainPorts { get; init; }

    /// <summary>64 words of 64 VLANs for each trunk port.</summary>
    public required ulong[] TrunkBitmaps { get; init; }

    /// <summary>
    /// Tables of <see cref="FlowHash.Buckets"/> uplinks each, as plan indexes or <see cref="PortRecord.NoUplink"/>, and lists of uplinks that end with
    /// the latter.
    /// </summary>
    public int[] Spreads { get; init; } = [];

    /// <summary>By number; as an uplink each has the index of its number beyond the ports.</summary>
    public LagRecord[] Lags { get; init; } = [];

    /// <summary>For the control thread: whose ports share their uplinks.</summary>
    public PlanTeams Teams { get; init; } = PlanTeams.Empty;

    /// <summary>For the control thread: how the teams stand, in the same order.</summary>
    public TeamWays[] Ways { get; init; } = [];

    public required MacTable Macs { get; init; }

    /// <summary>MACs of all ports in private VLANs, by <see cref="PortRecord.Family"/>; null when no port is in one.</summary>
    public MacTable? PrivateMacs { get; init; }

    /// <summary>By plan index; null for ports where nothing is guarded or told. Empty when there are none. What they know changes meanwhile.</summary>
    public PortGuard?[] Guards { get; init; } = [];

    /// <summary>Groups by MAC that guests are known to want, by the port's plan index and 1; null when nobody tells of any.</summary>
    public MacTable? GuestGroups { get; init; }

    /// <summary>Who listens to which group, where groups are followed. Written meanwhile, unlike all else.</summary>
    public GroupTables Groups { get; } = new();

    /// <summary>Null when no port learns. Written meanwhile, unlike all else: the plan says which of it is valid.</summary>
    public LearnedMacs? Learned { get; init; }

    /// <summary>By plan index; null for ports that do not learn. Empty when none does.</summary>
    public LearningPort?[] Learners { get; init; } = [];

    /// <summary>Plan index by the learning port's number, or -1.</summary>
    public int[] IndexOfLearner { get; init; } = [];

    /// <summary>By plan index; null for ports that do not filter. Empty when none does.</summary>
    public PortRules?[] Rules { get; init; } = [];

    /// <summary>What frames of each port are for, by plan index, as numbered in the plan; 0 for uplinks. Empty when no port filters.</summary>
    public byte[] TrafficTypes { get; init; } = [];

    /// <summary>The domain of a VLAN (0..4094) on a switch, 0 when no local port is in it.</summary>
    public ushort Domain(int switchIndex, int vlan) => DomainOfVlan[Switches[switchIndex].FirstVlan + vlan];

    /// <summary>The traffic type that counts at a destination that filters: its own, or at an uplink that of the frame's source.</summary>
    public int TrafficOf(int destination, int source) => TrafficTypes[Ports[destination].Has(PortFlags.Uplink) ? source : destination];

    public bool TrunkCarries(int bitmap, int vlan) => VlanBitmap.Contains(TrunkBitmaps, bitmap, vlan);

    /// <summary>The number under which the groups of a domain are followed: its own, or that of its private VLAN.</summary>
    public ushort ZoneOf(ushort domain) => Domains[domain].Family != 0 ? Domains[domain].Family : domain;

    /// <summary>Whether a vNIC hears a VLAN.</summary>
    public bool Hears(int port, int vlan)
    {
        ref readonly PortRecord record = ref Ports[port];
        return record.Has(PortFlags.Trunk | PortFlags.Private) ? TrunkCarries(record.TrunkBitmap, vlan) : record.Vlan == vlan;
    }

    /// <summary>Whether a port's guest wants a group; of those that <see cref="PortFlags.FiltersGroups"/>.</summary>
    public bool WantsGroup(int port, ulong group) => GuestGroups!.Find(group, (ushort)(port + 1)) != MacTable.NotFound;

    /// <summary>The port that owns a MAC in a VLAN of a switch, its own or learned, or <see cref="MacTable.NotFound"/>.</summary>
    public int Owner(ulong mac, ushort domain, int vlan, int switchIndex)
    {
        int port = Configured(mac, domain, vlan, switchIndex);
        if (port == MacTable.NotFound && Learned is { } learned)
        {
            FindLearned(learned.Table, mac, vlan, switchIndex, out port);
        }

        return port;
    }

    /// <summary>The port whose own MAC it is.</summary>
    public int Configured(ulong mac, ushort domain, int vlan, int switchIndex)
    {
        int port = Macs.Find(mac, domain);
        ushort trunkDomain = Switches[switchIndex].TrunkDomain;
        if (port != MacTable.NotFound || trunkDomain == 0)
        {
            return port;
        }

        port = Macs.Find(mac, trunkDomain);
        return port != MacTable.NotFound && TrunkCarries(Ports[port].TrunkBitmap, vlan) ? port : MacTable.NotFound;
    }

    /// <summary>Whether a MAC is that of a port of a private VLAN here, whoever hears it.</summary>
    /// <param name="family">Of a port or a domain; 0 is nobody's.</param>
    public bool IsPrivate(ulong mac, ushort family) => family != 0 && PrivateMacs is { } macs && macs.Find(mac, family) != MacTable.NotFound;

    /// <summary>
    /// The place of a learned MAC and its port, or <see cref="LearnedTable.NotFound"/> and <see cref="MacTable.NotFound"/>. What was learned under another plan
    /// and is not forgotten yet is not found.
    /// </summary>
    public int FindLearned(LearnedTable table, ulong mac, int vlan, int switchIndex, out int port)
    {
        ulong key = LearnedTable.Key(mac, vlan);
        for (int place = table.First(key); place != LearnedTable.NotFound; place = table.Next(key, place))
        {
            port = table.PortAt(place) is { } learner ? IndexOf(learner) : MacTable.NotFound;
            if (port >= 0 && Ports[port].Switch == switchIndex && Learns(port, vlan))
            {
                return place;
            }
        }

        port = MacTable.NotFound;
        return LearnedTable.NotFound;
    }

    /// <summary>Plan index of a port that learns, or -1 when it is not in this plan.</summary>
    public int IndexOf(LearningPort learner)
    {
        int index = (uint)learner.Number < (uint)IndexOfLearner.Length ? IndexOfLearner[learner.Number] : -1;
        return index >= 0 && Learners[index] == learner ? index : -1;
    }

    /// <summary>Whether a port learns in a VLAN.</summary>
    public bool Learns(int index, int vlan)
    {
        ref readonly PortRecord port = ref Ports[index];
        return port.Has(PortFlags.Learns) && (port.Has(PortFlags.Trunk) ? TrunkCarries(port.TrunkBitmap, vlan) : port.Vlan == vlan);
    }
}
