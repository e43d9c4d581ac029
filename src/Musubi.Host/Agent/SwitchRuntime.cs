using System.Collections.Immutable;
using Musubi.Contracts.Plan;
using Musubi.Host.Agent.Way;
using Musubi.Host.Kernel;
using Musubi.Host.Plan;
using Musubi.Host.State;
using Musubi.Host.SwitchLink;
using Musubi.Model;
using Musubi.Model.Capabilities;
using Musubi.Model.Config;
using Musubi.Model.Services;

namespace Musubi.Host.Agent;

/// <summary>What the data plane last said of itself, and what that means for ports and revisions. The agent's thread only.</summary>
/// <param name="addresses">What it saw guests to have.</param>
/// <param name="clock">For rates.</param>
internal sealed class SwitchRuntime(AddressBook addresses, TimeProvider clock)
{
    private readonly Dictionary<string, PortStatus> _status = [];
    private readonly Dictionary<string, PortResult> _results = [];
    private IReadOnlyList<Contracts.Plan.SnoopedVlan> _snooped = [];
    private IReadOnlyList<LagStatus> _lags = [];
    private readonly RuleCounts _rules = new();
    private readonly WorkerLoads _workers = new(clock);
    private (long Local, long Fabric) _sent;
    private (long Local, long Fabric) _applied;

    public AddressBook Addresses => addresses;

    /// <summary>The revisions that are live on every worker.</summary>
    public (long Local, long Fabric) Applied => _applied;

    /// <summary>The data plane is gone.</summary>
    public void Clear()
    {
        addresses.NoteLost();
        _status.Clear();
        _results.Clear();
        _snooped = [];
        _lags = [];
        _rules.Clear();
        _workers.Clear();
    }

    public void NoteSent(long local, long fabric) => _sent = (local, fabric);

    /// <summary>The plan that runs is also that of these revisions.</summary>
    public void NoteUnchanged(long local, long fabric) => _applied = (local, fabric);

    public void NoteResults(PlanApplied applied)
    {
        _results.Clear();
        foreach (PortResult result in applied.Ports)
        {
            _results[result.PortId] = result;
        }

        _applied = _sent;
    }

    /// <param name="status">What the data plane tells.</param>
    /// <param name="plan">The plan that it is of, if that is known.</param>
    public void NoteStatus(SwitchStatus status, SwitchPlan? plan)
    {
        addresses.NoteStatus(status);
        _snooped = status.SnoopedVlans;
        _lags = status.Lags;
        _rules.Note(status, plan);
        _workers.Note(status.Workers);
        _status.Clear();
        foreach (PortStatus port in status.Ports)
        {
            _status[port.PortId] = port;
        }
    }

    public AgentView Describe(HostState state, SwitchSession? session, UplinkKeeper uplinks, VnicKeeper vnics, IReadOnlyList<NicFact> nics, ReachKeeper reach)
    {
        Dictionary<string, string> uplinkNames = uplinks.Bindings.ToDictionary(binding => binding.PortId.ToString(), binding => binding.Uplink);
        Dictionary<string, (Guid Switch, string Name)> lagNames = LagReports.NamesOf(state.FabricShare.Switches.Values, state.HostId);
        ValueList<LagRuntime> lags = LagReports.From(_lags, lagNames, uplinkNames);
        foreach ((string id, (_, string name)) in lagNames)
        {
            uplinkNames[id] = name;
        }

        ImmutableDictionary<Guid, PortRuntime>.Builder ports = ImmutableDictionary.CreateBuilder<Guid, PortRuntime>();
        List<ObjectStatus> unfinished = [.. uplinks.Problems.Select(problem => new ObjectStatus(problem.Id, problem.Name, problem.State, problem.Reason))];
        foreach (VnicAttachment attachment in vnics.Attachments)
        {
            PortRuntime runtime = Describe(attachment, session, uplinkNames);
            ports.Add(attachment.Port.Id, runtime);
            if (runtime.State != ObjectState.Done)
            {
                unfinished.Add(new ObjectStatus(attachment.Port.Id, attachment.Name, runtime.State, runtime.Reason));
            }
        }

        foreach (UplinkBinding binding in uplinks.Bindings)
        {
            ports[binding.PortId] = DescribeUplink(binding, session);
        }

        ImmutableDictionary<Guid, PortRuntime> allPorts = ports.ToImmutable();
        return new AgentView
        {
            State = state,
            Inventory = MergedInventory.Build(state),
            SwitchRunning = session is not null,
            SwitchVersion = session?.Welcome.SwitchVersion ?? "",
            SwitchBootId = session?.Welcome.BootId ?? "",
            Capabilities = Capability.All,
            Ports = allPorts,
            StandardSwitches = StandardSwitches.Of(state.Local, state.HostId, allPorts),
            SnoopedVlans = [.. _snooped.Select(vlan => SnoopedVlans.From(vlan, uplinkNames)).OrderBy(vlan => vlan.SwitchId).ThenBy(vlan => vlan.Vlan)],
            RuleHits = _rules.ByPort,
            UplinkPorts = [.. uplinks.Bindings.Select(binding => new UplinkPort(binding.SwitchId, binding.Uplink, binding.PortId))],
            Nics = [.. nics.Select(nic => DescribeNic(nic, uplinks))],
            Lags = lags,
            Workers = _workers.Current,
            Io = [.. uplinks.Bindings.SelectMany(binding => IoUplinks.Of(binding, _status.GetValueOrDefault(binding.PortId.ToString())))],
            Unfinished = [.. unfinished, .. reach.Problems],
            AppliedLocal = _applied.Local,
            AppliedFabric = _applied.Fabric,
            ControllerPath = reach.Path,
            UndoneIn = reach.Remaining,
            AwaitedSockets = [.. vnics.AwaitedSockets],
        };
    }

    private PortRuntime Describe(VnicAttachment attachment, SwitchSession? session, Dictionary<string, string> uplinkNames)
    {
        if (attachment.State != ObjectState.Done)
        {
            return new PortRuntime { State = attachment.State, Reason = attachment.Reason };
        }

        if (session is null)
        {
            return new PortRuntime { State = ObjectState.Pending, Reason = "the data plane is not running" };
        }

        if (attachment.Waits.Length > 0)
        {
            return new PortRuntime { State = ObjectState.Done, Reason = attachment.Waits, LinkUp = false };
        }

        string id = attachment.Port.Id.ToString();
        ulong incarnation = (ulong)attachment.Port.Incarnation;
        PortResult? result = _results.TryGetValue(id, out PortResult? said) && said.Incarnation == incarnation ? said : null;
        PortStatus? status = _status.TryGetValue(id, out PortStatus? told) && told.Incarnation == incarnation ? told : null;
        PortState state = status?.State ?? result?.State ?? PortState.Unspecified;
        return new PortRuntime
        {
            State = state == PortState.Running ? ObjectState.Done : state == PortState.Faulted ? ObjectState.Error : ObjectState.Pending,
            Reason = state == PortState.Running ? "" : status?.Reason ?? result?.Reason ?? "not yet live on the data plane",
            // That a guest serves its queues only the data plane knows: a port that migrates is said to have arrived by it.
            LinkUp = status?.LinkUp ?? (state == PortState.Running && attachment.Port.Connection.Attachment is not VhostUserAttachment),
            PinnedUplink = status is null ? "" : uplinkNames.GetValueOrDefault(status.PinnedUplink, ""),
            EffectiveMac = status is { EffectiveMac.Length: 6 } ? ToMac(status.EffectiveMac.Span) : null,
            LearnedMacCount = (int)(status?.LearnedMacCount ?? 0),
            LearnedMacs = status is null ? [] : Describe(status.LearnedMacs),
            SeenAddresses = status is null ? [] : GuardMessages.Read(status.SeenAddresses),
            ShaperCredit = status?.ShaperCredit is { } credit ? Model.Config.ShaperCredit.Of(credit.IngressBytes, credit.EgressBytes) : null,
        };
    }

    private PortRuntime DescribeUplink(UplinkBinding binding, SwitchSession? session)
    {
        PortStatus? status = _status.GetValueOrDefault(binding.PortId.ToString());
        return new PortRuntime
        {
            State = session is not null && status?.State == PortState.Running ? ObjectState.Done : ObjectState.Pending,
            Reason = session is null ? "the data plane is not running" : status?.Reason ?? "",
            LinkUp = status?.LinkUp ?? false,
        };
    }

    private NicRuntime DescribeNic(NicFact nic, UplinkKeeper uplinks)
    {
        PortStatus? status = uplinks.Bindings.FirstOrDefault(binding => binding.InterfaceIndex == nic.Index) is { } uplink ? _status.GetValueOrDefault(uplink.PortId.ToString()) : null;
        return Describe(nic, uplinks) with
        {
            Neighbours = [.. (status?.Neighbours ?? []).Select(Agent.Neighbours.From)],
            MoreNeighbours = (int)(status?.MoreNeighbours ?? 0),
            UplinkState = status is null ? "" : Word(status.UplinkCondition),
            UplinkLoadPercent = (int)(status?.LoadPercent ?? 0),
        };
    }

    private static NicRuntime Describe(NicFact nic, UplinkKeeper uplinks) => new()
    {
        Id = nic.Id,
        Name = nic.Name,
        Mac = nic.Mac.ToString(),
        Driver = nic.Driver,
        BusAddress = nic.BusAddress,
        LinkUp = nic.Carrier,
        SpeedMbps = nic.SpeedMbps,
        Mtu = nic.Mtu,
        UsedBy = uplinks.UsedBy.GetValueOrDefault(nic.Id, ""),
        UplinkPath = uplinks.PathOf(nic),
        Addresses = nic.Addresses,
    };

    private static string Word(UplinkCondition condition) => condition switch
    {
        UplinkCondition.Usable => "usable",
        UplinkCondition.LinkDown => "linkDown",
        UplinkCondition.FailbackDelay => "failbackDelay",
        UplinkCondition.BeaconsLost => "beaconsLost",
        UplinkCondition.BeaconsAmbiguous => "beaconsAmbiguous",
        _ => "",
    };

    /// <summary>In order, so that nothing seems to change when nothing did.</summary>
    private static ValueList<Model.Services.LearnedMac> Describe(IEnumerable<Contracts.Plan.LearnedMac> learned) =>
        [.. learned.Select(one => new Model.Services.LearnedMac(ToMac(one.Mac.Span), (int)one.Vlan)).OrderBy(one => one.Mac.Value).ThenBy(one => one.Vlan)];

    internal static MacAddress ToMac(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        foreach (byte octet in bytes)
        {
            value = (value << 8) | octet;
        }

        return new MacAddress(value);
    }
}
