using Musubi.Contracts.Plan;
using Musubi.Io.Native;
using Musubi.Io.Sockets;
using Musubi.Switch.Control.Vhost;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control;

/// <summary>
/// What the data plane does beside forwarding: takes plans and descriptors from the agent, moves ports off dead links, and gives each of
/// its tasks its turn. A state machine: each public member is one thing that happened, and returns without waiting. It does all of
/// that with no agent there. Control thread only.
/// </summary>
/// <param name="tasks">In the order in which they have their turns.</param>
public sealed class SwitchControl(
    PlanDesk desk, WorkerPool pool, DescriptorStash stash, LinkStates links, VhostDesk vhost, ForwardingRefresh refresh, Announcer announcer, IReadOnlyList<IControlTask> tasks,
    EventQueue events, SwitchCounters counts, SwitchIdentity identity, Log log, TimeProvider clock)
{
    public const uint ProtocolVersion = 1;

    /// <summary>How old the count of overruns may be while anything happens; asked for the status, it is exact.</summary>
    private static readonly TimeSpan OverrunsInterval = TimeSpan.FromSeconds(1);

    private readonly RateLimiter _overruns = new(clock, OverrunsInterval);
    private readonly Acknowledgements _acknowledgements = new(clock);
    private readonly IStatusSource[] _sources = [.. tasks.OfType<IStatusSource>()];
    private AgentSession? _agent;

    /// <summary>The session that speaks for the agent; null while none does.</summary>
    public AgentSession? Agent => _agent;

    /// <summary>How long the control thread may sleep when nothing happens; infinite for as long as it likes.</summary>
    public TimeSpan TimeToDue()
    {
        TimeSpan shortest = _acknowledgements.TimeToDue();
        foreach (IControlTask task in tasks)
        {
            TimeSpan due = task.TimeToDue();
            shortest = shortest == Timeout.InfiniteTimeSpan || (due != Timeout.InfiniteTimeSpan && due < shortest) ? due : shortest;
        }

        return shortest;
    }

    /// <summary>One message of one session. A reason when the session must end because of it.</summary>
    public string? OnMessage(AgentSession session, AgentMessage message, UnixFrame frame)
    {
        if (frame.Descriptors.Count > 0 && message.BodyCase != AgentMessage.BodyOneofCase.Offer)
        {
            return $"{frame.Descriptors.Count} descriptors came with {message.BodyCase}; they come with an offer only";
        }

        if (message.BodyCase != AgentMessage.BodyOneofCase.Hello && session != _agent)
        {
            return session.SaidHello ? "another agent has taken over" : $"{message.BodyCase} came before hello";
        }

        return message.BodyCase switch
        {
            AgentMessage.BodyOneofCase.Hello => OnHello(session, message),
            AgentMessage.BodyOneofCase.Offer => OnOffer(session, message, frame),
            AgentMessage.BodyOneofCase.Plan => OnPlan(session, message),
            AgentMessage.BodyOneofCase.DescriptorRequest => OnDescriptorRequest(session, message),
            AgentMessage.BodyOneofCase.StatusRequest => OnStatusRequest(session, message),
            _ => "a message that this version does not know",
        };
    }

    public void OnSessionEnded(AgentSession session)
    {
        if (_agent == session)
        {
            _agent = null;
            ForgetGuestGroups();
            log.Info("agent-gone", ("generation", desk.Plan.Generation));
        }
    }

    /// <summary>The link of one interface was told.</summary>
    public void OnLink(LinkState link)
    {
        if (links.Set(link))
        {
            OnNewLinks();
        }
    }

    public void OnLinkRemoved(int interfaceIndex)
    {
        if (links.Remove(interfaceIndex))
        {
            OnNewLinks();
        }
    }

    /// <summary>All links were told: there are no others.</summary>
    public void OnAllLinks(IEnumerable<LinkState> all)
    {
        links.Replace(all);
        OnNewLinks();
    }

    /// <summary>Front ends of vhost-user ports have sent something.</summary>
    public void OnFrontEnds() => vhost.Handle();

    /// <summary>Workers signalled, or time has passed.</summary>
    public void OnTurn()
    {
        foreach (IControlTask task in tasks)
        {
            task.OnTurn();
        }

        CountOverruns();
        Acknowledge();
        pool.Sweep();
        SendEvents();
    }

    private void ForgetGuestGroups()
    {
        if (desk.ForgetGuestGroups())
        {
            refresh.Now();
        }
    }

    private void OnNewLinks()
    {
        FollowCarriers();
        FollowMtus();
    }

    private void FollowMtus()
    {
        List<PortSlot> changed = [.. desk.Slots.All.Where(desk.HasOtherMtu)];
        if (changed.Count == 0)
        {
            return;
        }

        refresh.Now();
        foreach (PortSlot port in changed)
        {
            counts.Add("way-mtu-changes");
            log.Info("way-mtu-changed", ("port", port.Planned.Id), ("name", port.Planned.Name), ("mtu", desk.MtuOf(port)));
        }
    }

    private void FollowCarriers()
    {
        List<PortSlot> changed = [.. desk.Slots.All.Where(slot => slot.IsUplink && slot.LinkUp != desk.CarriesLink(slot))];
        if (changed.Count == 0)
        {
            return;
        }

        refresh.Uplinks(MoveReason.Link);
        foreach (PortSlot uplink in changed)
        {
            counts.Add("link-changes");
            log.Info("link-changed", ("port", uplink.Planned.Id), ("name", uplink.Planned.Name), ("up", uplink.LinkUp));
            events.Add(new SwitchEvent { LinkChanged = new LinkChanged { PortId = uplink.Planned.Id, Up = uplink.LinkUp } });
        }
    }

    private string? OnHello(AgentSession session, AgentMessage message)
    {
        if (message.Hello.ProtocolVersion != ProtocolVersion)
        {
            // The connection stays open to read the reason; without a right hello it ends soon.
            counts.Add("refused-versions");
            PlanError error = new() { Field = "protocol_version", Value = $"{message.Hello.ProtocolVersion}", Rule = $"must be {ProtocolVersion}" };
            return Reply(session, new SwitchMessage { InReplyTo = message.Sequence, Refused = new Refused { Errors = { error } } });
        }

        session.SaidHello = true;
        _agent = session;
        ForgetGuestGroups();
        log.Info("agent-came", ("process", session.Connection.Peer.ProcessId), ("version", message.Hello.AgentVersion), ("generation", desk.Plan.Generation));
        SwitchWelcome welcome = new()
        {
            ProtocolVersion = ProtocolVersion,
            SwitchVersion = identity.Version,
            BootId = identity.BootId,
            Generation = desk.Plan.Generation,
            ProcessId = Environment.ProcessId,
            CountersPath = identity.CountersPath,
            Capabilities = { SwitchIdentity.Capabilities },
        };
        return Reply(session, new SwitchMessage { InReplyTo = message.Sequence, Welcome = welcome });
    }

    private string? OnOffer(AgentSession session, AgentMessage message, UnixFrame frame)
    {
        List<PlanError> errors = OfferChecks.Check(message.Offer, frame.Descriptors.Count, stash);
        if (errors.Count > 0)
        {
            counts.Add("refused-offers");
            return Reply(session, new SwitchMessage { InReplyTo = message.Sequence, Refused = new Refused { Errors = { errors } } });
        }

        IReadOnlyList<FileDescriptor> descriptors = frame.TakeDescriptors();
        for (int i = 0; i < descriptors.Count; i++)
        {
            DescriptorLabel label = message.Offer.Labels[i];
            stash.Add(new PortKey(Guid.ParseExact(label.PortId, "D"), label.Incarnation), (int)label.Part, descriptors[i]);
        }

        return Reply(session, new SwitchMessage { InReplyTo = message.Sequence, OfferAccepted = new OfferAccepted() });
    }

    private string? OnPlan(AgentSession session, AgentMessage message)
    {
        IReadOnlyList<PlanError> errors = _acknowledgements.IsFull
            ? [new PlanError { Field = "generation", Value = $"{message.Plan.Generation}", Rule = $"must wait: {Acknowledgements.Capacity} earlier plans are not live yet" }]
            : desk.Apply(message.Plan, out PlanOutcome? outcome) is { Count: > 0 } found ? found : Applied(session, message.Sequence, outcome!);
        if (errors.Count == 0)
        {
            return null;
        }

        counts.Add("refused-plans");
        log.Warn("plan-refused", ("generation", message.Plan.Generation), ("errors", errors.Count), ("first", $"{errors[0].Field} {errors[0].Rule}"));
        return Reply(session, new SwitchMessage { InReplyTo = message.Sequence, Refused = new Refused { Errors = { errors } } });
    }

    private IReadOnlyList<PlanError> Applied(AgentSession session, ulong sequence, PlanOutcome outcome)
    {
        announcer.Review();
        announcer.OnTurn();
        _acknowledgements.Add(session, sequence, outcome.Serial, StatusReport.Applied(desk));
        return [];
    }

    private string? OnDescriptorRequest(AgentSession session, AgentMessage message)
    {
        (PortKey Key, int Part, FileDescriptor Descriptor)[] held =
        [
            .. desk.Slots.All.Where(slot => slot.IsRunning).SelectMany(slot => slot.Port.Descriptors.Select((one, part) => (slot.Key, part, one))).Where(one => !one.one.IsClosed),
            .. stash.All,
        ];
        int frames = Math.Max(1, (held.Length + UnixFraming.MaxDescriptors - 1) / UnixFraming.MaxDescriptors);
        for (int i = 0; i < frames; i++)
        {
            (PortKey Key, int Part, FileDescriptor Descriptor)[] some = [.. held.Skip(i * UnixFraming.MaxDescriptors).Take(UnixFraming.MaxDescriptors)];
            DescriptorOffer offer = new() { More = i < frames - 1 };
            offer.Labels.AddRange(some.Select(one => new DescriptorLabel { PortId = one.Key.IdText, Incarnation = one.Key.Incarnation, Part = (uint)one.Part }));
            SwitchMessage reply = new() { InReplyTo = message.Sequence, Descriptors = offer };
            if (Reply(session, reply, [.. some.Select(one => one.Descriptor)]) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    private string? OnStatusRequest(AgentSession session, AgentMessage message)
    {
        desk.CountOverruns();
        SwitchStatus status = StatusReport.Status(desk, pool, counts, identity.BootId);
        Array.ForEach(_sources, source => source.Report(status));
        status.Counts.Add(new NamedCount { Name = "lost-events", Value = events.LostInAll });
        return Reply(session, new SwitchMessage { InReplyTo = message.Sequence, Status = status });
    }

    private static string? Reply(AgentSession session, SwitchMessage message, params ReadOnlySpan<FileDescriptor> descriptors) =>
        session.TrySend(message, descriptors) ? null : "the agent does not read what it asked for";

    /// <summary>Along with what woke the control thread: it does not wake for this alone.</summary>
    private void CountOverruns()
    {
        _overruns.Demand();
        if (_overruns.TryStart())
        {
            desk.CountOverruns();
        }
    }

    private void Acknowledge()
    {
        while (_acknowledgements.TryTake(pool.Reached, out AgentSession session, out SwitchMessage reply))
        {
            if (session == _agent && !session.TrySend(reply))
            {
                counts.Add("lost-acknowledgements");
            }
        }

        if (_acknowledgements.FindLate() is { } generation)
        {
            counts.Add("late-plans");
            log.Error("worker-late", ("generation", generation), ("after_s", Acknowledgements.Patience.TotalSeconds));
        }
    }

    /// <summary>Events leave room in the outbox for replies; those that find none wait in their own queue, which says when it lost some.</summary>
    private void SendEvents()
    {
        while (_agent is { Waiting: < EventQueue.Capacity } agent && events.TryTake() is { } happened)
        {
            if (!agent.TrySend(new SwitchMessage { Event = happened }))
            {
                return;
            }
        }
    }
}
