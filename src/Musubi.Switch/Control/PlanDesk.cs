using Musubi.Contracts.Plan;
using Musubi.Io.Counters;
using Musubi.Io.Native;
using Musubi.Io.Ports;
using Musubi.Io.Vhost;
using Musubi.Switch.Control.Addresses;
using Musubi.Switch.Control.Punting;
using Musubi.Switch.Control.Teaming;
using Musubi.Switch.Control.Vhost;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Runtime;
using PortCounters = Musubi.Switch.Runtime.PortCounters;

namespace Musubi.Switch.Control;

/// <summary>
/// Keeps the plan in force and the slots of its ports, and gives the workers a new snapshot whenever the plan, a link, a MAC
/// or a port's health changes. A plan is taken whole or not at all. Control thread only.
/// </summary>
public sealed class PlanDesk(
    WorkerPool pool, CounterFile counters, DescriptorStash stash, LinkStates links, MacLearning learning, SwitchCounters counts, VhostDesk vhost, PuntHandlers handlers,
    UplinkHealth health, LeftUplinks left, AddressSnooping addresses)
{
    private readonly Dictionary<CounterKey, long> _leftAt = [];
    private readonly List<PortReception> _leaving = [];
    private readonly SnapshotBuilder _builder = new(pool, counters);
    private PortPacing? _pacing;
    private readonly RuleBook _rules = new(pool);

    private bool _heedsGuestGroups;

    public SwitchPlan Plan { get; private set; } = new();

    /// <summary>Called for a port that a new plan leaves out, while it still runs.</summary>
    public Action<PortSlot>? Leaving { get; set; }

    /// <summary>Who must know of each compiled plan. Filled when the process is put together.</summary>
    public IList<IPlanFollower> Followers { get; } = [];

    public PortSlots Slots { get; } = new(pool.Workers.Count, counters.Shape.Slots);

    /// <summary>Every error of the plan, and then nothing has changed; or none, and <paramref name="outcome"/>.</summary>
    public IReadOnlyList<PlanError> Apply(SwitchPlan plan, out PlanOutcome? outcome)
    {
        outcome = null;
        IReadOnlyList<PlanError> errors = PlanChecks.Check(plan, Plan.Generation, Slots, counters.Shape.Slots - counters.Keys.Count);
        if (errors.Count > 0)
        {
            return errors;
        }

        _rules.Follow(plan);
        HashSet<PortSlot> staying = [];
        for (int i = 0; i < plan.Ports.Count; i++)
        {
            staying.Add(Place(plan.Ports[i], i));
        }

        foreach (PortSlot slot in Slots.All.Where(slot => !staying.Contains(slot)).ToList())
        {
            Leaving?.Invoke(slot);
            TakeOut(slot, PortState.NoDescriptor, "it left the plan");
            _rules.Forget(slot);
            Slots.Remove(slot);
        }

        Pacing.Share(plan, Slots);
        Plan = plan;
        addresses.Take(plan, Slots);
        _heedsGuestGroups = true;
        counts.Add("unclaimed-descriptors", (ulong)stash.Clear());
        outcome = Swap();
        ReleaseCountersLater(outcome.Serial);
        _rules.ReleaseLater();
        return errors;
    }

    /// <summary>The plan in force, as workers see it.</summary>
    public ForwardingPlan Compiled => pool.Current.Plan;

    /// <summary>
    /// The agent that told which groups guests want is gone, and with it whoever would tell of more: until a plan comes all groups are delivered. True when
    /// that changes anything with the next <see cref="Swap"/>.
    /// </summary>
    public bool ForgetGuestGroups()
    {
        bool heeded = _heedsGuestGroups;
        _heedsGuestGroups = false;
        return heeded && Plan.Ports.Any(port => port.Vnic?.GuestGroups is not null);
    }

    /// <summary>Compiles the plan in force again with what is true now.</summary>
    public PlanOutcome Swap()
    {
        foreach (PortSlot slot in Slots.All)
        {
            slot.LinkUp = CarriesLink(slot);
            PortPacing.Welcome(slot);
        }

        PortInput[] inputs = Inputs();
        ForwardingPlan compiled = Settle(PlanCompiler.Compile(Plan, inputs), inputs);
        foreach (IPlanFollower follower in Followers)
        {
            follower.OnCompiled(compiled);
        }

        long serial = pool.Swap(_builder.Build(compiled, Slots), _leaving);
        _leaving.Clear();
        learning.Follow(compiled, Slots);
        return Tell(Compare(compiled, serial));
    }

    /// <summary>
    /// The same where only uplinks have changed: their links, what beacons say, where load put ports. Milliseconds sooner with thousands of ports.
    /// </summary>
    public PlanOutcome Repin()
    {
        foreach (PortSlot slot in Slots.All.Where(slot => slot.IsUplink))
        {
            slot.LinkUp = CarriesLink(slot);
        }

        PortInput[] inputs = Inputs();
        ForwardingPlan compiled = Settle(PlanCompiler.Repin(Compiled, inputs), inputs);
        return Tell(Compare(compiled, pool.Swap(pool.Current.With(compiled), [])));
    }

    private PlanOutcome Tell(PlanOutcome outcome)
    {
        foreach (IPlanFollower follower in Followers)
        {
            follower.OnSwapped();
        }

        return outcome;
    }

    private PortInput[] Inputs()
    {
        left.Forget(Slots);
        PortInput[] inputs = new PortInput[Plan.Ports.Count];
        foreach (PortSlot slot in Slots.All)
        {
            PortInput input = new() { Number = slot.Number, Running = slot.IsRunning, LinkUp = slot.LinkUp, LinkMtu = MtuOf(slot), Rules = slot.Rules, Guard = addresses.GuardOf(slot), Snoops = addresses.AskedOf(slot) };
            inputs[slot.PlanIndex] = slot.IsUplink
                ? health.Describe(slot, slot.IsRunning && slot.LinkUp, input with { Listens = handlers.ListensOn(slot), Lag = InputOf(slot.Lag) })
                : input with { TakenMac = slot.TakenMac, Learner = learning.LearnerOf(slot), HeedsGuestGroups = _heedsGuestGroups, PresentUplink = slot.PinnedUplink, AssignedUplink = slot.AssignedUplink, LatelyUplinks = slot.LeftUplinks };
        }

        return inputs;
    }

    /// <summary>Ports that move are reached by what they leave for a moment more.</summary>
    private ForwardingPlan Settle(ForwardingPlan compiled, PortInput[] inputs)
    {
        health.Schedule(compiled.Teams, Slots.All);
        return left.Follow(Plan, compiled, Slots, inputs) ? PlanCompiler.Repin(compiled, inputs) : compiled;
    }

    /// <summary>Takes a port that failed out of forwarding; the next <see cref="Swap"/> makes it so.</summary>
    /// <remarks>Its slot stays, so that a new descriptor revives it.</remarks>
    public void Fault(PortSlot slot, string reason) => TakeOut(slot, PortState.Faulted, reason);

    /// <summary>How many frames met each of a port's rules, by position in its set; empty when it has none.</summary>
    public IEnumerable<long> RuleHits(PortSlot slot) => _rules.HitsOf(slot);

    /// <summary>The port as the control thread reaches it, to transmit.</summary>
    public FramePort Reach(PortSlot slot) => _builder.Reach(slot, pool.ControlSender);

    /// <summary>Running ports, and how many frames were received from each since it was made.</summary>
    public IReadOnlyCollection<(PortSlot Slot, long Frames)> Received() =>
    [
        .. Slots.All.Where(slot => slot.IsRunning).Select(slot =>
            (slot, Enumerable.Range(0, pool.Workers.Count).Sum(worker => counters.Block(worker, slot.Number)[CounterLayout.RxFrames]))),
    ];

    /// <summary>What was counted at a port in all.</summary>
    /// <param name="counter">A position of <see cref="CounterLayout"/>.</param>
    public long Counted(PortSlot slot, int counter) => Enumerable.Range(0, pool.Workers.Count + 1).Sum(writer => counters.Block(writer, slot.Number)[counter]);

    /// <summary>Asks every port how many frames found no room, and counts them.</summary>
    public void CountOverruns()
    {
        foreach (PortSlot slot in Slots.All)
        {
            CountOverruns(slot);
        }
    }

    /// <summary>The numbers that the control thread itself may add to for a port.</summary>
    public CounterBlock OwnCounters(PortSlot slot) => counters.Block(pool.Workers.Count, slot.Number);

    /// <summary>
    /// Only packet and XDP sockets have an interface whose link the host sees; a device that is itself the link carries while it runs, and
    /// the queues of a guest while they are served.
    /// </summary>
    public bool CarriesLink(PortSlot slot) => !slot.IsUplink ? slot.Port is not VhostPort { IsServed: false } : CarriesUplink(slot);

    /// <summary>The MTU of the interface that a port's frames leave by, bytes; 0 where there is none, or nobody told it.</summary>
    public int MtuOf(PortSlot slot) => InterfaceOf(slot.Planned.Attachment) is { } index ? links.MtuOf(index) : 0;

    /// <summary>Whether a port's interface takes more or less than the plan in force was compiled for.</summary>
    public bool HasOtherMtu(PortSlot slot)
    {
        ref readonly PortRecord record = ref Compiled.Ports[slot.PlanIndex];
        return record.WayMtu != (PlanCompiler.IsNarrow(MtuOf(slot), record.Mtu) ? MtuOf(slot) : 0);
    }

    private PortPacing Pacing => _pacing ??= new PortPacing(pool, counts, (slot, reason) => TakeOut(slot, PortState.Faulted, reason));

    private static LagInput? InputOf(LagMembership? lag) => lag is null ? null : new LagInput(lag.Lag.Id, lag.Collects, lag.Distributes, lag.Lag.Age);

    private bool CarriesUplink(PortSlot slot) => InterfaceOf(slot.Planned.Attachment) is not { } index || links.IsUp(index);

    private PortSlot Place(PlannedPort planned, int index)
    {
        PortKey key = new(Guid.ParseExact(planned.Id, "D"), planned.Incarnation);
        CounterKey counted = new(key.Id, key.Incarnation);
        _leftAt.Remove(counted);
        PortSlot slot = Slots.Find(key) ?? Slots.Add(key, counters.Claim(counted), planned);
        bool attachedElsewhere = slot.IsRunning && !IsSameAttachment(slot.Planned.Attachment, planned.Attachment);
        slot.Planned = planned;
        slot.PlanIndex = index;
        IReadOnlyList<FileDescriptor>? offered = stash.Claim(key);
        if (offered is not null)
        {
            TakeOut(slot, PortState.NoDescriptor, "");
            PutIn(slot, offered);
        }
        else if (attachedElsewhere)
        {
            TakeOut(slot, PortState.NoDescriptor, "the plan names another interface, and no descriptor of it was offered");
        }
        else if (slot.State == PortState.NoDescriptor)
        {
            slot.Reason = "no descriptor was offered for it";
        }

        if (!slot.IsUplink)
        {
            Pacing.Shape(slot);
        }

        _rules.Give(slot);
        if (!slot.IsUplink && (planned.Vnic.Security is not { MacChanges: true } || planned.Vnic.GuestMac.Length > 0))
        {
            slot.TakenMac = 0;
        }

        return slot;
    }

    private void PutIn(PortSlot slot, IReadOnlyList<FileDescriptor> offered)
    {
        FramePort? port = null;
        try
        {
            port = PortOpener.Open(slot.Planned.Attachment, offered);
            pool.Attach(new PortReception(slot.Worker, slot.Number, port));
            if (port is VhostPort shared)
            {
                vhost.Open(slot, shared, slot.Planned.Attachment.VhostUser, offered[0]);
            }

            (slot.Port, slot.State, slot.Reason) = (port, PortState.Running, "");
        }
        catch (SystemCallException e)
        {
            if (port is not null)
            {
                pool.Detach(new PortReception(slot.Worker, slot.Number, port));
                port.Dispose();
            }

            counts.Add("unusable-descriptors");
            (slot.State, slot.Reason) = (PortState.Faulted, $"the descriptor that was offered does not serve: {e.Message}");
        }
    }

    private void TakeOut(PortSlot slot, PortState state, string reason)
    {
        if (slot.IsRunning)
        {
            CountOverruns(slot);
            _leaving.Add(new PortReception(slot.Worker, slot.Number, slot.Way));
            if (slot.Port is VhostPort shared)
            {
                vhost.Close(shared);
            }
        }

        slot.IsMoving = false;
        (slot.Port, slot.Paced, slot.State, slot.Reason, slot.Announced) = (AbsentPort.Instance, null, state, reason, null);
    }

    private void CountOverruns(PortSlot slot)
    {
        if (slot.Port.TakeOverruns() is > 0 and long overruns)
        {
            OwnCounters(slot).Add(PortCounters.RxOverrun, overruns);
        }
    }

    private PlanOutcome Compare(ForwardingPlan compiled, long serial)
    {
        List<(PortSlot, string?)> moved = [];
        List<PortSlot> newMacs = [];
        foreach (PortSlot slot in Slots.All.Where(slot => !slot.IsUplink))
        {
            ref readonly PortRecord record = ref compiled.Ports[slot.PlanIndex];
            string? uplink = record.PinnedUplink == PortRecord.NoUplink ? null : compiled.Teams.IdOf(record.PinnedUplink);
            if (uplink != slot.PinnedUplink)
            {
                moved.Add((slot, slot.PinnedUplink));
                slot.PinnedUplink = uplink;
            }

            // Without failback a port that had to leave does not come back, wherever its load had put it.
            if (slot.AssignedUplink != uplink && slot.Planned.Vnic.Teaming is { Failback: false } or { Policy: not TeamingPolicy.PhysicalLoad })
            {
                slot.AssignedUplink = null;
            }

            if (record.EffectiveMac != slot.EffectiveMac)
            {
                newMacs.Add(slot);
                slot.EffectiveMac = record.EffectiveMac;
            }
        }

        return new PlanOutcome(serial, moved, newMacs);
    }

    /// <summary>A rename of the interface is no other interface.</summary>
    private static bool IsSameAttachment(Attachment one, Attachment other) =>
        one.KindCase == other.KindCase && InterfaceOf(one) == InterfaceOf(other) && Equals(one.VhostUser, other.VhostUser)
        && (one.XdpDevice?.Queues, one.XdpDevice?.FrameBytes, one.XdpDevice?.Frames) == (other.XdpDevice?.Queues, other.XdpDevice?.FrameBytes, other.XdpDevice?.Frames);

    private static int? InterfaceOf(Attachment attachment) => attachment.PacketDevice?.InterfaceIndex ?? attachment.XdpDevice?.InterfaceIndex;

    /// <summary>
    /// Counters of ports that are in no plan any more go back once no worker adds to them. A port that came back and left again
    /// meanwhile is released by its later leaving only.
    /// </summary>
    private void ReleaseCountersLater(long serial)
    {
        List<CounterKey> keys = [.. counters.Keys.Where(key => !_leftAt.ContainsKey(key) && Slots.Find(new PortKey(key.PortId, key.Incarnation)) is null)];
        foreach (CounterKey key in keys)
        {
            _leftAt[key] = serial;
        }

        pool.Retire(new WhenUnused(() =>
        {
            foreach (CounterKey key in keys.Where(key => _leftAt.TryGetValue(key, out long at) && at == serial))
            {
                _leftAt.Remove(key);
                counters.Release(key);
            }
        }));
    }

    private sealed class WhenUnused(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
