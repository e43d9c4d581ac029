using Musubi.Contracts.Plan;
using Musubi.Io.Native;
using Musubi.Io.Sockets;
using Musubi.Io.Vhost;
using Musubi.Io.Virtio;
using Musubi.Switch.Control.Vhost;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control;

/// <summary>
/// What the data plane does beside forwarding: takes plans and descriptors from the agent, moves ports off dead links, takes
/// failed ports out, follows the MACs that guests take, and announces them. A state machine: each public member is one thing that
/// happened, and returns without waiting. It does all of that with no agent there. Control thread only.
/// </summary>
public sealed class SwitchControl(
    PlanDesk desk, WorkerPool pool, DescriptorStash stash, LinkStates links, VhostDesk vhost, MacLearning learning, Announcer announcer,
    EventQueue events, SwitchCounters counts, SwitchIdentity identity, Log log, TimeProvider clock)
{
    public const uint ProtocolVersion = 1;

    /// <summary>How old the count of overruns may be while anything happens; asked for the status, it is exact.</summary>
    private static readonly TimeSpan OverrunsInterval = TimeSpan.FromSeconds(1);

    private readonly RateLimiter _overruns = new(clock, OverrunsInterval);
    private readonly MoveNews _moves = new(counts, log, events);
    private readonly LoadSharing _sharing = new(desk, pool, counts, log, clock);
    private readonly TakenMacs _takenMacs = new(clock);
    private readonly Acknowledgements _acknowledgements = new(clock);
    private AgentSession? _agent;

    /// <summary>The session that speaks for the agent; null while none does.</summary>
    public AgentSession? Agent => _agent;

    /// <summary>How long the control thread may sleep when nothing happens; infinite for as long as it likes.</summary>
    public TimeSpan TimeToDue()
    {
        TimeSpan[] due = [_takenMacs.TimeToDue(), _acknowledgements.TimeToDue(), announcer.TimeToDue(), learning.TimeToDue(), _sharing.TimeToDue()];
        return due.Where(time => time != Timeout.InfiniteTimeSpan).DefaultIfEmpty(Timeout.InfiniteTimeSpan).Min();
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
            log.Info("agent-gone", ("generation", desk.Plan.Generation));
        }
    }

    /// <summary>The link of one interface was told.</summary>
    public void OnLink(int interfaceIndex, bool up)
    {
        if (links.Set(interfaceIndex, up))
        {
            OnNewLinks();
        }
    }

    /// <summary>All links were told: those in <paramref name="up"/> carry, no others do.</summary>
    public void OnAllLinks(IEnumerable<int> up)
    {
        links.Replace(up);
        OnNewLinks();
    }

    /// <summary>Front ends of vhost-user ports have sent something.</summary>
    public void OnFrontEnds() => vhost.Handle();

    /// <summary>Workers signalled, or time has passed.</summary>
    public void OnTurn()
    {
        ReadNotices();
        vhost.Continue();
        HeedFrontEnds();
        learning.OnTurn();
        TakeMacs();
        _sharing.OnTurn();
        announcer.SendDue();
        CountOverruns();
        Acknowledge();
        pool.Sweep();
        SendEvents();
    }

    private void OnNewLinks()
    {
        List<PortSlot> changed = [.. desk.Slots.All.Where(slot => slot.IsUplink && slot.LinkUp != desk.CarriesLink(slot))];
        if (changed.Count == 0)
        {
            return;
        }

        PlanOutcome outcome = desk.Swap();
        foreach (PortSlot uplink in changed)
        {
            counts.Add("link-changes");
            log.Info("link-changed", ("port", uplink.Planned.Id), ("name", uplink.Planned.Name), ("up", uplink.LinkUp));
            events.Add(new SwitchEvent { LinkChanged = new LinkChanged { PortId = uplink.Planned.Id, Up = uplink.LinkUp } });
        }

        _moves.TellUplinks(outcome);
        announcer.Review();
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
        announcer.SendDue();
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
        learning.Report(status, desk.Slots);
        status.Counts.Add(new NamedCount { Name = "lost-events", Value = events.LostInAll });
        return Reply(session, new SwitchMessage { InReplyTo = message.Sequence, Status = status });
    }

    private static string? Reply(AgentSession session, SwitchMessage message, params ReadOnlySpan<FileDescriptor> descriptors) =>
        session.TrySend(message, descriptors) ? null : "the agent does not read what it asked for";

    private void ReadNotices()
    {
        bool faults = false;
        foreach (Worker worker in pool.Workers)
        {
            for (int i = 0; i < NoticeRing.Capacity && worker.Notices.TryRead(out PortNotice notice); i++)
            {
                faults |= Heed(in notice);
            }
        }

        if (faults)
        {
            _moves.TellUplinks(desk.Swap());
            announcer.Review();
        }
    }

    private void HeedFrontEnds()
    {
        bool isNew = false;
        while (vhost.News.TryDequeue(out VhostNews? news))
        {
            if (news.Slot.Port == news.Port)
            {
                isNew |= Heed(news);
            }
        }

        if (isNew)
        {
            _moves.TellUplinks(desk.Swap());
        }

        announcer.Review();
    }

    /// <summary>
    /// True when it matters to forwarding: a migrating guest came or left, or the port was taken out. One that we connected waits for
    /// the agent to connect it again.
    /// </summary>
    private bool Heed(VhostNews news)
    {
        PortSlot slot = news.Slot;
        switch (news.Kind)
        {
            case VhostNewsKind.Came:
                counts.Add("front-ends-came");
                return false;
            case VhostNewsKind.RunningChanged or VhostNewsKind.AnnounceAsked:
                // Announced again where it is to be announced at all.
                (slot.LinkUp, slot.Announced) = (desk.CarriesLink(slot), null);
                return HeedMigration(slot, news.Kind == VhostNewsKind.RunningChanged);
            default:
                counts.Add(news.Kind == VhostNewsKind.Gone ? "front-ends-gone" : "refused-front-ends");
                log.Info("front-end-gone", ("port", slot.Planned.Id), ("name", slot.Planned.Name), ("reason", news.Reason));
                (bool wasServed, slot.LinkUp) = (slot.LinkUp, false);
                if (slot.Planned.Attachment.VhostUser.Listening && news.Kind != VhostNewsKind.SocketFailed)
                {
                    return HeedMigration(slot, wasServed);
                }

                TakeOut(slot, news.Kind == VhostNewsKind.Gone ? "the front end closed the connection" : $"the front end was sent away: {news.Reason}");
                return true;
        }
    }

    /// <summary>True when the guest of a migration came or left.</summary>
    private bool HeedMigration(PortSlot slot, bool changed)
    {
        bool moved = changed && MuteRule.Migrates(slot.Planned);
        if (moved)
        {
            _moves.TellGuest(slot);
        }

        return moved;
    }

    /// <summary>True when the notice took a port out of forwarding.</summary>
    private bool Heed(in PortNotice notice)
    {
        if (desk.Slots.FindByNumber(notice.Slot) is not { } slot)
        {
            return false;
        }

        if (notice.Faulted is null)
        {
            _takenMacs.Add(slot, notice.Mac);
            return false;
        }

        if (slot.Way != notice.Faulted)
        {
            return false;
        }

        string fault = notice.Faulted is VhostPort { QueueFault: not QueueFault.None and var broken } ? $"{notice.Faulted.Fault} ({broken})" : $"{notice.Faulted.Fault}";
        counts.Add("port-faults");
        log.Warn("port-faulted", ("port", slot.Planned.Id), ("name", slot.Planned.Name), ("fault", fault));
        TakeOut(slot, $"the port stopped working: {fault}");
        return true;
    }

    private void TakeOut(PortSlot slot, string reason)
    {
        desk.Fault(slot, reason);
        events.Add(new SwitchEvent { PortFaulted = new PortFaulted { PortId = slot.Planned.Id, Incarnation = slot.Key.Incarnation, Reason = reason } });
    }

    /// <summary>Along with what woke the control thread: it does not wake for this alone.</summary>
    private void CountOverruns()
    {
        _overruns.Demand();
        if (_overruns.TryStart())
        {
            desk.CountOverruns();
        }
    }

    private void TakeMacs()
    {
        IReadOnlyList<PortSlot> due = _takenMacs.TakeDue(slot => desk.Slots.Find(slot.Key) == slot);
        if (due.Count == 0)
        {
            return;
        }

        counts.Add("taken-macs", (ulong)due.Count);
        foreach (PortSlot slot in desk.Swap().NewMacs)
        {
            events.Add(new SwitchEvent { EffectiveMacChanged = new EffectiveMacChanged { PortId = slot.Planned.Id, Mac = StatusReport.MacBytes(slot.EffectiveMac) } });
        }

        announcer.Review();
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
