using Musubi.Contracts.Plan;
using Musubi.Host.Agent.Messages;
using Musubi.Host.Agent.Way;
using Musubi.Host.Fabric;
using Musubi.Host.Kernel;
using Musubi.Host.State;
using Musubi.Host.SwitchLink;
using Musubi.Io.Native;
using Musubi.Model;
using Musubi.Model.Inventory;
using Musubi.Model.Services;
using Musubi.Model.Share;

namespace Musubi.Host.Agent;

/// <summary>
/// The agent as a state machine: one input after the other, each followed by making the host as it should be. Clock, ids, disk,
/// kernel and both links are handed in. The agent's thread only; others read <see cref="View"/>.
/// </summary>
public sealed class AgentCore
{
    /// <summary>How long a starting agent waits for a running data plane before it opens descriptors of its own.</summary>
    private static readonly TimeSpan AdoptionPatience = TimeSpan.FromSeconds(1);

    private readonly ISwitchLink _link;
    private readonly StateHolder _state;
    private readonly EventLog _events;
    private readonly TimeProvider _clock;
    private readonly UplinkKeeper _uplinks;
    private readonly VnicKeeper _vnics;
    private readonly LocalEditor _editor;
    private readonly FabricReports _reports;
    private readonly SwitchNews _news;
    private readonly SwitchRuntime _runtime;
    private readonly ReachKeeper _reach;
    private readonly ShareIntake _intake;
    private readonly LocalNics _nics;
    private readonly long _started;

    private readonly Dictionary<Guid, Plan.GuestFilter> _guestFilters = [];
    private SwitchSession? _session;
    private ulong _generation;
    private bool _patient = true;
    private bool _fabricConnected;
    private AgentView _view;

    /// <param name="patience">How long a change of the way to the controller may be live without the controller being reached; zero: for ever.</param>
    public AgentCore(
        IKernel kernel, ISwitchLink link, IFabricReporter fabric, StateHolder state, AddressBook addresses, EventLog events, TimeProvider clock, IIdSource ids, TimeSpan patience)
    {
        _link = link;
        _state = state;
        _events = events;
        _clock = clock;
        _uplinks = new UplinkKeeper(kernel, state, events);
        _vnics = new VnicKeeper(kernel, state, events, clock);
        _reach = new ReachKeeper(kernel, fabric, state, events, clock, patience);
        _intake = new ShareIntake(state, _reach, events);
        _nics = new LocalNics(kernel, state);
        _editor = new LocalEditor(state, _reach, ids, events, clock);
        _reports = new FabricReports(fabric);
        _news = new SwitchNews(events, _uplinks, _vnics, state);
        _runtime = new SwitchRuntime(addresses, clock);
        _started = clock.GetTimestamp();
        _view = new AgentView { State = state.Current, Inventory = MergedInventory.Build(state.Current) };
    }

    /// <summary>As of the last input. Any thread.</summary>
    public AgentView View => Volatile.Read(ref _view);

    /// <summary>Deals with one input. An exception in here is a defect: inputs that can fail carry their own answer.</summary>
    public void Handle(AgentInput input)
    {
        switch (input)
        {
            case LocalCommand command:
                HandleLocal(command);
                return;
            case ShareArrived share:
                _intake.Take(share);
                break;
            case Joined joined:
                HandleJoined(joined);
                return;
            case SwitchConnected connected:
                HandleConnected(connected.Welcome);
                break;
            case SwitchLost lost:
                _session = null;
                _runtime.Clear();
                _events.Add("switch.lost", "switch", lost.Reason, EventSeverity.Warning, host: _state.Current.HostName);
                break;
            case SwitchSpoke { Message.BodyCase: SwitchMessage.BodyOneofCase.Status } spoke:
                _runtime.NoteStatus(spoke.Message.Status, _session?.PlanOf(spoke.Message.Status.Generation));
                Publish();
                return;
            case SwitchSpoke spoke:
                HandleSpoke(spoke);
                break;
            case RetryAsked retry:
                _intake.Retry(retry);
                break;
            case ReachAnswered answer:
                Try(() => _reach.NoteAnswer(answer.Number));
                break;
            case FabricLinkChanged link:
                HandleFabricLink(link);
                break;
            case GuestFilterSeen { Filter: { } filter } seen:
                _guestFilters[seen.PortId] = filter;
                break;
            case GuestFilterSeen seen:
                _guestFilters.Remove(seen.PortId);
                break;
            case Tick tick:
                HandleTick(tick);
                return;
        }

        Reconcile(deep: false);
    }

    private void HandleLocal(LocalCommand command)
    {
        try
        {
            _nics.Refresh();
            EditResult result = _editor.Execute(command.Command, command.Caller, command.DryRun);
            Reconcile(deep: false);
            command.Done.TrySetResult(result);
        }
        catch (IOException failure)
        {
            command.Done.TrySetException(new InventoryUnavailableException($"the change could not be stored: {failure.Message}", failure));
        }
    }

    private void HandleJoined(Joined joined)
    {
        try
        {
            _state.Update(current => current with
            {
                Fabric = joined.Membership,
                HostName = joined.HostName,
                FabricRevision = 0,
                Trial = null,
                Undone = null,
                UntoldRollback = null,
                LostRoutes = null,
                Rollbacks = 0,
            });
            _events.Add("host.joined", $"host {joined.HostName}", $"joined the fabric {joined.Membership.FabricId} at {joined.Membership.Controller}", host: joined.HostName);
            Publish();
            joined.Stored.TrySetResult();
        }
        catch (IOException failure)
        {
            joined.Stored.TrySetException(failure);
        }
    }

    private void HandleConnected(SwitchWelcome welcome)
    {
        _generation = Math.Max(_generation, welcome.Generation);
        _session = new SwitchSession(_link, welcome, () => ++_generation);
        _events.Add("switch.connected", "switch", $"data plane {welcome.SwitchVersion}, process {welcome.ProcessId}", host: _state.Current.HostName);
        if (welcome.Generation > 0)
        {
            // It runs: take its descriptors over rather than making others.
            _session.RequestDescriptors();
        }
        else
        {
            _patient = false;
            _vnics.NoteNewSwitch();
            _uplinks.NoteNewSwitch();
        }
    }

    private void HandleSpoke(SwitchSpoke spoke)
    {
        SwitchMessage message = spoke.Message;
        switch (message.BodyCase)
        {
            case SwitchMessage.BodyOneofCase.Descriptors:
                Adopt(message.Descriptors, spoke.Descriptors);
                return;
            case SwitchMessage.BodyOneofCase.PlanApplied:
                _runtime.NoteResults(message.PlanApplied);
                if (_session?.NoteApplied(message.PlanApplied) == true)
                {
                    _vnics.NoteApplied();
                }

                _session?.RequestStatus();
                break;
            case SwitchMessage.BodyOneofCase.Refused:
                NoteRefused(message.Refused);
                break;
            case SwitchMessage.BodyOneofCase.Event:
                HandleEvent(message.Event);
                break;
        }

        foreach (FileDescriptor surplus in spoke.Descriptors)
        {
            surplus.Dispose();
        }
    }

    private void Adopt(DescriptorOffer offer, IReadOnlyList<FileDescriptor> descriptors)
    {
        HostShare[] shares = Shares();
        for (int i = 0; i < descriptors.Count; i++)
        {
            DescriptorLabel? label = i < offer.Labels.Count ? offer.Labels[i] : null;
            if (label is null || !Guid.TryParse(label.PortId, out Guid port))
            {
                descriptors[i].Dispose();
            }
            else if (_vnics.Adopt(port, (long)label.Incarnation, descriptors[i], shares))
            {
                _session?.NoteKnown(label.PortId, label.Incarnation, descriptors[i]);
            }
            else
            {
                _uplinks.Adopt(port, label.Incarnation, (int)label.Part, descriptors[i]);
                if (label.Part == 0)
                {
                    _session?.NoteKnown(label.PortId, label.Incarnation, descriptors[i]);
                }
            }
        }

        if (!offer.More)
        {
            _patient = false;
            _session?.EndAdoption();
        }
    }

    private void NoteRefused(Refused refused)
    {
        _session?.NoteRefused();
        PlanError? first = refused.Errors.FirstOrDefault();
        _events.Add("plan.refused", "switch", $"{refused.Errors.Count} errors; {first?.Field} {first?.Rule} (got \"{first?.Value}\")", EventSeverity.Warning, host: _state.Current.HostName);
    }

    private void HandleEvent(SwitchEvent happened)
    {
        if (happened.PortFaulted is { } fault)
        {
            _session?.Revive(fault.PortId, fault.Incarnation);
            _vnics.NoteFaulted(fault.PortId);
            _uplinks.NoteFaulted(fault.PortId);
        }

        _news.Tell(happened);
        _session?.RequestStatus();
    }

    private void HandleFabricLink(FabricLinkChanged link)
    {
        _fabricConnected = link.Connected;
        _reach.NoteLink(link);
        _reports.Forget();
        _events.Add(link.Connected ? "controller.connected" : "controller.lost", "controller", link.Reason,
            link.Connected ? EventSeverity.Normal : EventSeverity.Warning, host: _state.Current.HostName);
    }

    private void HandleTick(Tick tick)
    {
        _patient = _patient && _clock.GetElapsedTime(_started) < AdoptionPatience;
        _session?.RequestStatus();
        Reconcile(tick.Deep);
    }

    private HostShare[] Shares() => [ShareCompiler.Compile(_state.Current.Local, _state.Current.HostId), _state.Current.FabricShare];

    /// <summary>Makes the host as it should be, as far as that is possible now, and tells whoever should know; once more where that had cut it off and is undone.</summary>
    private void Reconcile(bool deep)
    {
        bool done = MakeAsWanted(deep);
        Publish();
        bool undone = false;
        Try(() => undone = _reach.Look(done, _session?.InSync ?? false, _runtime.Applied));
        if (undone)
        {
            MakeAsWanted(deep);
            Publish();
        }
    }

    private bool MakeAsWanted(bool deep)
    {
        if (_patient || _session is { Adopting: true })
        {
            return false;
        }

        return Try(() =>
        {
            _nics.Refresh();
            HostShare[] shares = Shares();
            _uplinks.Reconcile([.. shares.SelectMany(share => share.Switches.Values.OrderBy(shared => shared.Name, StringComparer.Ordinal))], _nics.All);
            SharePort[] wanted = [.. shares.SelectMany(share => share.Ports.Values).Where(port => !_state.Current.DetachedPorts.Contains(port.Id)).OrderBy(port => port.Id)];
            Dictionary<Guid, int> mtu = shares.SelectMany(share => share.Switches.Values).ToDictionary(shared => shared.Id, shared => shared.Mtu);
            _vnics.Reconcile(wanted, mtu, deep, mayConnect: _session is not null);
            _runtime.Addresses.Prune(wanted, _vnics.Attached);
            SendPlan(shares);
        });
    }

    /// <summary>False when the disk or the kernel refused: that is told, and tried again at the next occasion.</summary>
    private bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (IOException failure)
        {
            _events.Add("reconcile.failed", "host", failure.Message, EventSeverity.Warning, host: _state.Current.HostName);
            return false;
        }
    }

    private void SendPlan(HostShare[] shares)
    {
        if (_session is null)
        {
            return;
        }

        SwitchPlan plan = Plan.PlanBuilder.Build(shares, _uplinks.Bindings, _vnics.Attached, _guestFilters, new Plan.HostFacts(_state.Current.HostId, _state.Current.HostName, _nics.All), _runtime.Addresses.HandOver);
        Dictionary<(string, ulong), IReadOnlyList<FileDescriptor>> descriptors = [];
        foreach (OpenUplink uplink in _uplinks.Open)
        {
            descriptors[(uplink.Binding.PortId.ToString(), (ulong)uplink.Binding.InterfaceIndex)] = uplink.Opening.Descriptors;
        }

        foreach (VnicAttachment attachment in _vnics.Attachments.Where(attachment => attachment.Descriptor is not null))
        {
            descriptors[(attachment.Port.Id.ToString(), (ulong)attachment.Port.Incarnation)] = [attachment.Descriptor!];
        }

        if (_session.Sync(plan, descriptors))
        {
            _runtime.NoteSent(_state.Current.Local.Revision, _state.Current.FabricRevision);
        }
        else if (_session.InSync)
        {
            _runtime.NoteUnchanged(_state.Current.Local.Revision, _state.Current.FabricRevision);
        }
    }

    private void Publish()
    {
        Volatile.Write(ref _view, _runtime.Describe(_state.Current, _session, _uplinks, _vnics, _nics.All, _reach) with { FabricConnected = _fabricConnected });
        _reports.Send(View, _events, _session?.InSync ?? false);
    }
}
