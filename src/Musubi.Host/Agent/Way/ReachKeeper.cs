using System.Globalization;
using Musubi.Contracts.Fabric;
using Musubi.Host.Agent.Messages;
using Musubi.Host.Fabric;
using Musubi.Host.Kernel;
using Musubi.Host.State;
using Musubi.Model;
using Musubi.Model.Services;
using HostShare = Musubi.Model.Share.HostShare;
using ObjectState = Musubi.Model.Services.ObjectState;
using SharePort = Musubi.Model.Share.SharePort;

namespace Musubi.Host.Agent.Way;

/// <summary>
/// Undoes a change of this host's own way to its controller when the controller is not reached under it. The time runs while the change is
/// live in the data plane and this agent runs, and only then; what there is to go back to is on disk with the change. A controller
/// that is merely away undoes nothing: without a change there is nothing to undo. The agent's thread only.
/// </summary>
internal sealed class ReachKeeper
{
    /// <summary>Counted between two looks at most: an agent that was held up, or a machine that slept, did not try meanwhile.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(2);

    /// <summary>Of the time that ran, what a crash loses at most.</summary>
    private static readonly TimeSpan SaveEach = TimeSpan.FromSeconds(5);

    private readonly IKernel _kernel;
    private readonly IFabricReporter _fabric;
    private readonly StateHolder _state;
    private readonly EventLog _events;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _patience;

    private ControllerWay? _way;
    private ulong _probe;
    private ulong _asked;
    private long? _lastLook;
    private TimeSpan _waited;

    /// <param name="patience">How long a change may be live without the controller being reached; zero: nothing is ever undone.</param>
    public ReachKeeper(IKernel kernel, IFabricReporter fabric, StateHolder state, EventLog events, TimeProvider clock, TimeSpan patience)
    {
        (_kernel, _fabric, _state, _events, _clock, _patience) = (kernel, fabric, state, events, clock, patience);
        _waited = TimeSpan.FromMilliseconds(state.Current.Trial?.WaitedMilliseconds ?? 0);
        LogUntold();
    }

    /// <summary>How long until the change that is tried is undone; null while there is none, or its time does not run.</summary>
    public TimeSpan? Remaining => _state.Current.Trial is not null && _lastLook is not null ? _patience - _waited : null;

    /// <summary>Said of what is held back: it is not as the controller wants it.</summary>
    public IEnumerable<ObjectStatus> Problems => _state.Current.Undone is not { } undone ? [] :
        undone.Held.Select(held => new ObjectStatus(held.Id, held.Name, ObjectState.Error, undone.Reason));

    /// <summary>By what the connection to the controller runs; null while there is none.</summary>
    public ControllerPath? Path
    {
        get
        {
            if (_way is not { } way)
            {
                return null;
            }

            HostConfiguration all = HostConfiguration.Of(_state.Current);
            SharePort? adapter = WayChanges.AdapterOf(way, all);
            return new ControllerPath
            {
                Interface = way.Interface,
                Address = way.Local,
                Adapter = adapter?.Connection.Vnic ?? "",
                Nics = adapter is null ? way.Nics : WayChanges.NicsOf(all, adapter),
            };
        }
    }

    public void NoteLink(FabricLinkChanged link)
    {
        _way = link is { Connected: true, Ends: { } ends } ? Find(ends) : null;
        (_asked, AnswersProbes) = (0, link.AnswersProbes);
    }

    /// <summary>The controller on the present connection gives probes back.</summary>
    private bool AnswersProbes { get; set; }

    /// <summary>What the controller wants is taken up, with what had cut this host off held back as long as it wants just that.</summary>
    public HostState Receive(HostState before, HostShare wanted, long revision)
    {
        bool holds = before.Undone is { } undone && HeldBack.Holds(wanted, undone.Held);
        HostState after = before with
        {
            FabricRevision = revision,
            FabricShare = holds ? HeldBack.Apply(wanted, before.Undone!.Held) : wanted,
            Undone = holds ? before.Undone! with { Wanted = wanted } : null,
        };
        return Arm(before, StandardTakeover.Apply(after));
    }

    /// <summary>What was undone is to be tried once more; null where there is nothing, or where nobody could tell whether it works.</summary>
    public HostState? Retry(HostState before) => before.Undone is not { } undone || !CanTry ? null : Arm(before, StandardTakeover.Apply(before with { FabricShare = undone.Wanted, Undone = null }));

    /// <summary>The state to be stored: where the change touches the way to the controller, with what there is to go back to.</summary>
    public HostState Arm(HostState before, HostState after)
    {
        ControllerWay? way = before.Trial?.Way ?? (CanTry ? _way : null);
        if (way is null || WayChanges.Of(way, HostConfiguration.Of(before), HostConfiguration.Of(after)).Count == 0)
        {
            return after;
        }

        (_lastLook, _asked, _waited) = (null, 0, TimeSpan.Zero);
        return after with
        {
            Trial = new ReachTrial
            {
                Way = way,
                Revision = after.FabricRevision,
                LocalRevision = after.Local.Revision,
                GoodRevision = before.Trial?.GoodRevision ?? before.FabricRevision,
                GoodShare = before.Trial?.GoodShare ?? before.FabricShare,
                GoodLocal = before.Trial?.GoodLocal ?? before.Local,
                Routes = before.Trial?.Routes ?? RoutesOf(way),
            },
        };
    }

    /// <summary>Lets the time run. True when the change was undone: the host is to be made as it was.</summary>
    /// <param name="done">All interfaces were made as they are wanted now.</param>
    /// <param name="inSync">And that is live in the data plane.</param>
    /// <param name="applied">The revisions that are.</param>
    /// <exception cref="IOException">The disk is full or fails; tried again at the next look.</exception>
    public bool Look(bool done, bool inSync, (long Local, long Fabric) applied)
    {
        if (_state.Current.Trial is not { } trial)
        {
            RestoreRoutes(done);
            Tell();
            return false;
        }

        if (_patience == TimeSpan.Zero)
        {
            // Begun by an agent that was to undo things; this one is not.
            _state.Update(current => current with { Trial = null });
            return false;
        }

        if (!done || !(IsLive(trial, inSync, applied) || !RunsThroughSwitch(trial)))
        {
            _lastLook = null;
            return false;
        }

        long now = _clock.GetTimestamp();
        TimeSpan passed = _lastLook is { } last ? _clock.GetElapsedTime(last, now) : TimeSpan.Zero;
        _lastLook = now;
        _waited += passed < LongestStep ? passed : LongestStep;
        Ask();
        if (_waited >= _patience)
        {
            return Undo(trial);
        }

        if (_waited - TimeSpan.FromMilliseconds(trial.WaitedMilliseconds) >= SaveEach)
        {
            _state.Update(current => current with { Trial = trial with { WaitedMilliseconds = (int)_waited.TotalMilliseconds } });
        }

        return false;
    }

    /// <summary>The controller gave a probe back, which counts when it was sent after the change was live.</summary>
    /// <exception cref="IOException">The disk is full or fails; the next probe asks again.</exception>
    public void NoteAnswer(ulong probe)
    {
        if (_asked == 0 || probe < _asked)
        {
            return;
        }

        _asked = 0;
        if (_state.Current.Trial is not null && _lastLook is not null)
        {
            _state.Update(current => current with { Trial = null });
            (_lastLook, _waited) = (null, TimeSpan.Zero);
        }
        else if (_state.Current.Trial is null && _state.Current.UntoldRollback is not null)
        {
            // The event went before the probe on the same stream: it has arrived, too.
            _state.Update(current => current with { UntoldRollback = null });
        }
    }

    /// <summary>By no switch: the data plane has no part in it, and a NIC that is taken from the host's own stack is gone at once.</summary>
    private bool RunsThroughSwitch(ReachTrial trial) => WayChanges.AdapterOf(trial.Way, HostConfiguration.Of(trial.GoodLocal, _state.Current.HostId, trial.GoodShare)) is not null;

    private static bool IsLive(ReachTrial trial, bool inSync, (long Local, long Fabric) applied) =>
        inSync && applied.Fabric >= trial.Revision && applied.Local >= trial.LocalRevision;

    private bool CanTry => _way is not null && AnswersProbes && _patience > TimeSpan.Zero;

    private ControllerWay? Find(ConnectionEnds ends)
    {
        try
        {
            return _kernel.FindWay(ends.Local, ends.Remote) is { } found ? new ControllerWay(found.Interface, ends.Local.ToString(), ends.Remote.ToString(), found.Nics) : null;
        }
        catch (IOException failure)
        {
            _events.Add("way.unknown", "controller", $"by which interface it is reached could not be found, so no change is undone for its sake: {failure.Message}", EventSeverity.Warning, host: _state.Current.HostName);
            return null;
        }
    }

    private ValueList<HostRoute> RoutesOf(ControllerWay way)
    {
        try
        {
            return _kernel.ListRoutes(way.Interface);
        }
        catch (IOException failure)
        {
            _events.Add("way.unknown", "controller", $"the routes over {way.Interface} could not be listed: {failure.Message}", EventSeverity.Warning, host: _state.Current.HostName);
            return [];
        }
    }

    private void RestoreRoutes(bool done)
    {
        if (done && _state.Current.LostRoutes is { } lost && _kernel.RestoreRoutes(lost.Interface, lost.Routes))
        {
            _state.Update(current => current with { LostRoutes = null });
        }
    }

    private void Tell()
    {
        if (_state.Current.UntoldRollback is not null)
        {
            Ask();
        }
    }

    /// <summary>Once on each connection and for each change: a stream loses nothing.</summary>
    private void Ask()
    {
        if (_asked == 0 && _way is not null && AnswersProbes)
        {
            _asked = ++_probe;
            _fabric.Report(new HostMessage { Probe = new ReachProbe { Number = _asked } });
        }
    }

    private bool Undo(ReachTrial trial)
    {
        HostState bad = _state.Current;
        HostConfiguration goodAll = HostConfiguration.Of(trial.GoodLocal, bad.HostId, trial.GoodShare);
        HostConfiguration badAll = HostConfiguration.Of(bad);
        ValueList<Guid> ids = WayChanges.Of(trial.Way, goodAll, badAll);
        if (ids.Count == 0)
        {
            // Put right meanwhile: the controller is away for another reason.
            _state.Update(current => current with { Trial = null });
            return false;
        }

        string names = string.Join(", ", ids.Select(id => badAll.NameOf(id) ?? goodAll.NameOf(id)).OfType<string>());
        string reason = string.Create(CultureInfo.InvariantCulture,
            $"undone by the host, which did not reach its controller for {_patience.TotalSeconds:0.#} s: {names} as before, from revision {bad.FabricRevision} back to {trial.GoodRevision}");
        SharePort? adapter = WayChanges.AdapterOf(trial.Way, goodAll);
        ValueList<HeldObject> held = HeldBack.Of(ids, goodAll, badAll, bad.Undone?.Held ?? []);
        HostShare share = HeldBack.Apply(bad.FabricShare, held);
        ValueList<Guid> local = [.. ids.Union(StandardTakeover.NotTaken(bad.FabricShare, share).Where(id => bad.Local.Ports.GetValueOrDefault(id)?.Connection is null))];
        _state.Update(_ => bad with
        {
            FabricShare = share,
            FabricRevision = trial.GoodRevision,
            Local = LocalReturn.Make(bad.Local, trial.GoodLocal, local, adapter is null ? trial.Way.Nics : WayChanges.NicsOf(goodAll, adapter)),
            Trial = null,
            Undone = held.Count == 0 ? null : new UndoneChange
            {
                FromRevision = bad.FabricRevision,
                ToRevision = trial.GoodRevision,
                Reason = reason,
                At = _clock.GetUtcNow(),
                Held = held,
                Wanted = bad.Undone?.Wanted ?? bad.FabricShare,
            },
            LostRoutes = trial.Routes.Count == 0 ? null : new LostRoutes(trial.Way.Interface, trial.Routes),
            UntoldRollback = reason,
            Rollbacks = bad.Rollbacks + 1,
        });
        (_lastLook, _asked, _waited) = (null, 0, TimeSpan.Zero);
        LogUntold();
        return true;
    }

    /// <summary>For people on the host now, and for the controller as soon as it is reached.</summary>
    private void LogUntold()
    {
        if (_state.Current.UntoldRollback is { } reason)
        {
            _events.Add("host.rolled-back", $"host {_state.Current.HostName}", reason, EventSeverity.Warning, host: _state.Current.HostName);
        }
    }
}
