using System.Collections.Immutable;
using Musubi.Contracts.Fabric;
using Musubi.Model;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Policy.Filtering;
using Musubi.Model.Services;
using HostShare = Musubi.Model.Share.HostShare;
using PortStatistics = Musubi.Model.Services.PortStatistics;

namespace Musubi.Controller.Fabric;

/// <summary>
/// What one host last said about itself: versions, NICs, ports, counters. In memory only, and bounded by its share and <see cref="FabricLimits"/>.
/// Not safe for several threads: the hub's lock guards it.
/// </summary>
internal sealed class HostReports
{
    private readonly Dictionary<Guid, PortRuntime> _ports = [];
    private readonly Dictionary<Guid, PortStatistics> _statistics = [];
    private readonly Dictionary<Guid, RuleHits> _ruleHits = [];
    private readonly Dictionary<Guid, RuleHits> _uplinkHits = [];

    public DateTimeOffset? LastSeen { get; set; }

    public string AgentVersion { get; private set; } = "";

    public string SwitchVersion { get; private set; } = "";

    /// <summary>Null until the host has told.</summary>
    public bool? SwitchRunning { get; private set; }

    public ValueList<NicRuntime> Nics { get; private set; } = [];

    public ValueList<LagRuntime> Lags { get; private set; } = [];

    public ValueList<string> Capabilities { get; private set; } = [];

    /// <summary>VLANs in which the host follows groups.</summary>
    public ValueList<SnoopedVlan> SnoopedVlans { get; private set; } = [];

    /// <summary>The NICs as the inventory keeps them.</summary>
    public ValueList<HostNic> NicsToKeep =>
        [.. Nics.Select(nic => new HostNic(nic.Id, nic.Name, nic.Mtu, nic.UsedBy, nic.Addresses.Count > 0 ? nic.Addresses[0] : "", nic.SpeedMbps)).OrderBy(nic => nic.Id, StringComparer.Ordinal)];

    public ValueList<IoUplinkRuntime> Io { get; private set; } = [];

    /// <summary>Forwarding threads of its data plane.</summary>
    public ValueList<WorkerLoad> Workers { get; private set; } = [];

    /// <summary>What the host undid and holds back; null when there is nothing.</summary>
    public HostRollback? Rollback { get; private set; }

    public long Rollbacks { get; private set; }

    public ControllerPath? ControllerPath { get; private set; }

    public ValueList<StandardSwitch> StandardSwitches { get; private set; } = [];

    public PortRuntime? FindPort(Guid id) => _ports.GetValueOrDefault(id);

    public PortStatistics? FindStatistics(Guid id) => _statistics.GetValueOrDefault(id);

    public RuleHits? FindRuleHits(Guid id) => _ruleHits.GetValueOrDefault(id);

    public RuleHits? FindUplinkRuleHits(Guid switchId) => _uplinkHits.GetValueOrDefault(switchId);

    public void Take(HostHello hello)
    {
        AgentVersion = FabricLimits.Text(hello.AgentVersion);
        SwitchVersion = FabricLimits.Text(hello.SwitchVersion);
        Capabilities = CapabilitiesOf(hello.Capabilities);
        Nics = NicsOf(hello.Nics);
    }

    public void Take(HostStatus status, HostShare share, Guid host)
    {
        SwitchVersion = FabricLimits.Text(status.SwitchVersion);
        SwitchRunning = status.SwitchRunning;
        Capabilities = CapabilitiesOf(status.Capabilities);
        Nics = NicsOf(status.Nics);
        SnoopedVlans = SnoopedVlanReports.Read(status.SnoopedVlans, share);
        Lags = LagReportReader.Read(status.Lags, share);
        Rollback = WayReports.Read(status.Rollback);
        Rollbacks = (long)Math.Min(status.Rollbacks, long.MaxValue);
        ControllerPath = WayReports.Read(status.ControllerPath);
        StandardSwitches = StandardSwitchReports.Read(status.StandardSwitches, host);
        _ports.Clear();
        foreach (PortReport port in status.Ports)
        {
            if (Guid.TryParse(port.Id, out Guid id) && share.Ports.ContainsKey(id))
            {
                _ports[id] = RuntimeOf(port);
            }
        }
    }

    public void Take(Statistics statistics, HostShare share, DateTimeOffset now)
    {
        Io = IoReports.Read(statistics, share, now);
        Workers = [.. statistics.Workers.Take(FabricLimits.WorkersPerHost).Select(WorkerOf).OrderBy(worker => worker.Index)];
        foreach (Musubi.Contracts.Fabric.PortStatistics port in statistics.Ports)
        {
            if (Guid.TryParse(port.Id, out Guid id) && share.Ports.ContainsKey(id))
            {
                _statistics[id] = new PortStatistics
                {
                    PortId = id,
                    Incarnation = (long)port.Incarnation,
                    ReadAt = now,
                    Counters = port.Counters.Take(FabricLimits.CountersPerPort).ToImmutableSortedDictionary(
                        counter => FabricLimits.Text(counter.Key), counter => counter.Value, StringComparer.Ordinal),
                };
                if (!port.RuleHitsLeftOut)
                {
                    _ruleHits[id] = new RuleHits(1, now, HitsOf(port.RuleHits));
                }
            }
        }

        foreach (UplinkRuleHits uplinks in statistics.UplinkRules)
        {
            if (Guid.TryParse(uplinks.SwitchId, out Guid id) && HasUplinkRules(share, id))
            {
                _uplinkHits[id] = new RuleHits((int)Math.Min(uplinks.Uplinks, FabricLimits.UplinksPerSwitch), now, HitsOf(uplinks.RuleHits));
            }
        }
    }

    /// <summary>Forgets what is no longer in the share.</summary>
    public void Prune(HostShare share)
    {
        foreach (Guid id in _ports.Keys.Concat(_statistics.Keys).Where(id => !share.Ports.ContainsKey(id)).ToArray())
        {
            _ports.Remove(id);
            _statistics.Remove(id);
            _ruleHits.Remove(id);
        }

        foreach (Guid id in _uplinkHits.Keys.Where(id => !HasUplinkRules(share, id)).ToArray())
        {
            _uplinkHits.Remove(id);
        }

        if (SnoopedVlans.Any(vlan => !share.Switches.ContainsKey(vlan.SwitchId)))
        {
            SnoopedVlans = [.. SnoopedVlans.Where(vlan => share.Switches.ContainsKey(vlan.SwitchId))];
        }
    }

    private static bool HasUplinkRules(HostShare share, Guid id) => share.Switches.GetValueOrDefault(id)?.UplinkRuleSet is not null;

    private static ImmutableSortedDictionary<string, ulong> HitsOf(IEnumerable<KeyValuePair<string, ulong>> hits) =>
        hits.Where(hit => hit.Key.Length <= FilterRule.MaxNameLength).Take(FabricLimits.RulesPerPort).ToImmutableSortedDictionary(hit => hit.Key, hit => hit.Value, StringComparer.Ordinal);

    /// <summary>What the contract says of a state.</summary>
    public static Musubi.Model.Services.ObjectState StateOf(Musubi.Contracts.Fabric.ObjectState state) => state switch
    {
        Musubi.Contracts.Fabric.ObjectState.Done => Musubi.Model.Services.ObjectState.Done,
        Musubi.Contracts.Fabric.ObjectState.Error => Musubi.Model.Services.ObjectState.Error,
        _ => Musubi.Model.Services.ObjectState.Pending,
    };

    private static PortRuntime RuntimeOf(PortReport port) => new()
    {
        State = StateOf(port.State),
        Reason = FabricLimits.Text(port.Reason),
        LinkUp = port.LinkUp,
        PinnedUplink = FabricLimits.Text(port.PinnedUplink),
        EffectiveMac = MacAddress.TryParse(port.EffectiveMac, null, out MacAddress mac) ? mac : null,
        LearnedMacCount = (int)Math.Min(port.LearnedMacCount, MacLearning.MaxLimit),
        LearnedMacs = [.. port.LearnedMacs.Take(FabricLimits.LearnedMacsPerPort).SelectMany(LearnedOf)],
        SeenAddresses = SeenAddressMessages.Read(port.SeenAddresses),
        ShaperCredit = port.ShaperCredit is { } credit ? ShaperCredit.Of(credit.IngressBytes, credit.EgressBytes) : null,
    };

    private static IEnumerable<LearnedMac> LearnedOf(LearnedMacReport learned) =>
        MacAddress.TryParse(learned.Mac, null, out MacAddress mac) && learned.Vlan <= 4094 ? [new LearnedMac(mac, (int)learned.Vlan)] : [];

    private static ValueList<string> CapabilitiesOf(IEnumerable<string> capabilities) =>
        [.. capabilities.Take(FabricLimits.CapabilitiesPerHost).Select(FabricLimits.Text).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static ValueList<NicRuntime> NicsOf(IEnumerable<NicReport> nics) =>
        [.. nics.Take(FabricLimits.NicsPerHost).Select(NicOf).DistinctBy(nic => nic.Id).OrderBy(nic => nic.Name, StringComparer.Ordinal)];

    private static WorkerLoad WorkerOf(WorkerReport worker) => new(
        (int)Math.Min(worker.Index, int.MaxValue), (int)Math.Min(worker.BusyPercent, 100), (long)Math.Min(worker.FramesPerSecond, long.MaxValue));

    private static NicRuntime NicOf(NicReport nic) => new()
    {
        Id = FabricLimits.Text(nic.Id),
        Name = FabricLimits.Text(nic.Name),
        Mac = FabricLimits.Text(nic.Mac),
        Driver = FabricLimits.Text(nic.Driver),
        BusAddress = FabricLimits.Text(nic.BusAddress),
        LinkUp = nic.LinkUp,
        SpeedMbps = (int)Math.Min(nic.SpeedMbps, int.MaxValue),
        Mtu = (int)Math.Min(nic.Mtu, int.MaxValue),
        UsedBy = FabricLimits.Text(nic.UsedBy),
        UplinkPath = FabricLimits.Text(nic.UplinkPath),
        UplinkState = FabricLimits.Text(nic.UplinkState),
        UplinkLoadPercent = (int)Math.Min(nic.UplinkLoadPercent, NicRuntime.MaxLoadPercent),
        Addresses = [.. nic.Addresses.Take(FabricLimits.AddressesPerNic).Select(FabricLimits.Text)],
        Neighbours = [.. nic.Neighbours.Take(FabricLimits.NeighboursPerNic).Select(NeighbourReader.Read)],
        MoreNeighbours = (int)Math.Min(nic.MoreNeighbours, FabricLimits.MoreNeighbours),
    };
}
