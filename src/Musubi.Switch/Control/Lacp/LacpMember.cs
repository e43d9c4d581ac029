namespace Musubi.Switch.Control.Lacp;

/// <summary>
/// One link of an aggregation: the receive, periodic, mux, transmit and churn machines of 802.1AX-2014 (6.4.12 to 6.4.17). Driven by
/// <see cref="LacpGroup"/>, which is the selection logic. Pure: it reads the clock that it is given, and sends nothing itself. Control thread only.
/// </summary>
public sealed class LacpMember
{
    private readonly TimeProvider _clock;
    private readonly Queue<long> _sent = new(LacpTimes.MostInFastPeriod);
    private LacpParty _actor;
    private LacpParty _partner;
    private LacpTimer _currentWhile;
    private LacpTimer _periodic;
    private LacpTimer _waitWhile;
    private LacpTimer _repeatWhile;
    private int _repeats;
    private LacpChurn _actorChurn;
    private LacpChurn _partnerChurn;
    private bool _isSlow;
    private bool _mustTransmit;

    public LacpMember(LacpSettings settings, TimeProvider clock)
    {
        (_clock, Settings, _actor) = (clock, settings, settings.Party);
        (_currentWhile, _periodic, _waitWhile, _repeatWhile) = (new LacpTimer(clock), new LacpTimer(clock), new LacpTimer(clock), new LacpTimer(clock));
        (_actorChurn, _partnerChurn) = (new LacpChurn(clock), new LacpChurn(clock));
        RecordDefault();
    }

    public LacpSettings Settings { get; private set; }

    public LacpReceiveState Receive { get; private set; } = LacpReceiveState.PortDisabled;

    public LacpMuxState Mux { get; private set; } = LacpMuxState.Detached;

    /// <summary>Set by the selection logic.</summary>
    public LacpSelection Selection { get; set; } = LacpSelection.Unselected;

    /// <summary>What we say of ourselves.</summary>
    public LacpParty Actor => _actor;

    /// <summary>What the partner was last heard to say of itself, as far as it holds; zero where none speaks.</summary>
    public LacpParty Partner => _partner;

    public bool IsEnabled => Receive != LacpReceiveState.PortDisabled;

    /// <summary>Frames that come in are taken.</summary>
    public bool Collects => Mux >= LacpMuxState.Attached && IsEnabled;

    /// <summary>Frames leave by it.</summary>
    public bool Distributes => Mux == LacpMuxState.Distributing && IsEnabled;

    /// <summary>
    /// The partner has been told that this link is in sync. Until then one that says that it collects may mean how things were before the link went,
    /// and how often we may speak can hold our word back for most of a second.
    /// </summary>
    public bool HasToldInSync { get; private set; }

    /// <summary>The partner has said since that it heard so.</summary>
    public bool IsHeardInSync { get; private set; }

    /// <summary>It has waited for others for as long as it should.</summary>
    public bool IsReady => Mux == LacpMuxState.Waiting && _waitWhile.IsOver;

    public bool IsActorChurning => _actorChurn.IsChurning;

    public bool IsPartnerChurning => _partnerChurn.IsChurning;

    /// <summary>How long until <see cref="OnTime"/> or <see cref="TryTransmit"/> may have something to do; infinite for as long as nothing comes.</summary>
    public TimeSpan TimeToDue()
    {
        TimeSpan due = Sooner(Sooner(_currentWhile.Left, _periodic.Left), Sooner(_actorChurn.Left, _partnerChurn.Left));
        if (Mux == LacpMuxState.Waiting && Selection == LacpSelection.Selected && !_waitWhile.IsOver)
        {
            due = Sooner(due, _waitWhile.Left);
        }

        due = Sooner(due, _repeatWhile.Left);
        return _mustTransmit ? Sooner(due, TimeToTransmit()) : due;
    }

    /// <summary>The link came or went. One that went is no longer selected: it joins anew when it is back, so that no frame is sent to it too early.</summary>
    public void SetEnabled(bool enabled)
    {
        if (enabled == IsEnabled)
        {
            return;
        }

        if (enabled)
        {
            Expire();
            _actorChurn.Begin();
            _partnerChurn.Begin();
            _mustTransmit = true;
        }
        else
        {
            Receive = LacpReceiveState.PortDisabled;
            Selection = LacpSelection.Unselected;
            SetPartner(LacpFlags.Synchronization, false);
            _currentWhile.Stop();
            _actorChurn.End();
            _partnerChurn.End();
            _mustTransmit = false;
            // The members that stay are told of nothing by this one.
            EnterMux(LacpMuxState.Detached);
        }

        RunPeriodic();
    }

    /// <summary>What is said changed. What decides where the link belongs is agreed on anew.</summary>
    public void Change(LacpSettings settings)
    {
        if (settings == Settings)
        {
            return;
        }

        if ((settings.System, settings.Key, settings.Port) != (Settings.System, Settings.Key, Settings.Port))
        {
            Selection = LacpSelection.Unselected;
        }

        const LacpFlags Kept = ~(LacpFlags.Activity | LacpFlags.ShortTimeout);
        LacpParty party = settings.Party;
        Settings = settings;
        _actor = party with { State = party.State | (_actor.State & Kept) };
        _mustTransmit = true;
        RunPeriodic();
    }

    /// <summary>The partner's port was heard on another of our ports: what is remembered of it here no longer holds.</summary>
    public void ForgetPartner()
    {
        if (!IsEnabled)
        {
            Selection = LacpSelection.Unselected;
            RecordDefault();
            SetPartner(LacpFlags.Synchronization, false);
        }
    }

    /// <summary>The receive machine's CURRENT (6.4.12), with its functions update_Selected, update_NTT and recordPDU (6.4.9).</summary>
    public void OnPdu(in Lacpdu pdu)
    {
        if (!IsEnabled)
        {
            return;
        }

        if (!pdu.Actor.IsSame(in _partner))
        {
            Selection = LacpSelection.Unselected;
        }

        const LacpFlags Compared = LacpFlags.Activity | LacpFlags.ShortTimeout | LacpFlags.Synchronization | LacpFlags.Aggregation;
        bool knowsUs = pdu.Partner.IsSame(in _actor);
        if (!knowsUs || ((pdu.Partner.State ^ _actor.State) & Compared) != 0)
        {
            _mustTransmit = true;
        }

        bool isMaintained = pdu.Actor.Has(LacpFlags.Activity) || (_actor.Has(LacpFlags.Activity) && pdu.Partner.Has(LacpFlags.Activity));
        bool inSync = pdu.Actor.Has(LacpFlags.Synchronization) && isMaintained && (knowsUs || !pdu.Actor.Has(LacpFlags.Aggregation));
        _partner = pdu.Actor;
        IsHeardInSync = HasToldInSync && knowsUs && pdu.Partner.Has(LacpFlags.Synchronization);
        SetPartner(LacpFlags.Synchronization, inSync);
        SetActor(LacpFlags.Defaulted | LacpFlags.Expired, false);
        Receive = LacpReceiveState.Current;
        _currentWhile.Start(_actor.Has(LacpFlags.ShortTimeout) ? LacpTimes.ShortTimeout : LacpTimes.LongTimeout);
        RunPeriodic();
    }

    /// <summary>Time has passed: what is due by it.</summary>
    public void OnTime()
    {
        if (_currentWhile.IsOver)
        {
            if (Receive == LacpReceiveState.Current)
            {
                Expire();
            }
            else
            {
                Default();
            }

            RunPeriodic();
        }

        if (_periodic.IsOver)
        {
            _mustTransmit = true;
            _periodic.Stop();
            RunPeriodic();
        }

        RepeatUnheard();
        if (IsEnabled)
        {
            _actorChurn.Look(_actor.Has(LacpFlags.Synchronization));
            _partnerChurn.Look(_partner.Has(LacpFlags.Synchronization));
        }
    }

    /// <summary>One transition of the mux machine; false when there is none to make.</summary>
    /// <param name="ready">Every member that waits to be attached has waited for long enough.</param>
    /// <param name="wait">What a member waits that begins to.</param>
    public bool StepMux(bool ready, TimeSpan wait)
    {
        LacpMuxState next = NextMux(ready);
        if (next == Mux)
        {
            return false;
        }

        EnterMux(next);
        if (next == LacpMuxState.Waiting)
        {
            _waitWhile.Start(wait);
        }

        return true;
    }

    /// <summary>The transmit machine (6.4.16): what is to be sent, when something is and may be.</summary>
    public bool TryTransmit(out Lacpdu pdu)
    {
        pdu = new Lacpdu(_actor, _partner);
        if (!IsEnabled || !IsPeriodic)
        {
            _mustTransmit = false;
        }

        if (!_mustTransmit || TimeToTransmit() > TimeSpan.Zero)
        {
            return false;
        }

        _mustTransmit = false;
        if (_sent.Count == LacpTimes.MostInFastPeriod)
        {
            _sent.Dequeue();
        }

        _sent.Enqueue(_clock.GetTimestamp());
        if (_actor.Has(LacpFlags.Synchronization) && !HasToldInSync)
        {
            HasToldInSync = true;
            _repeats = 0;
            _repeatWhile.Start(LacpTimes.FastPeriodic);
        }

        return true;
    }

    /// <summary>The last words of a link that leaves its aggregation for good: the partner need not wait until it has heard nothing for long.</summary>
    public Lacpdu Farewell() =>
        new(_actor with { State = _actor.State & ~(LacpFlags.Aggregation | LacpFlags.Synchronization | LacpFlags.Collecting | LacpFlags.Distributing) }, _partner);

    /// <summary>To a partner that wants to hear seldom, what it may have missed is said again: three times, a second apart.</summary>
    private void RepeatUnheard()
    {
        if (!HasToldInSync || IsHeardInSync || _repeats == LacpTimes.MostInFastPeriod)
        {
            _repeatWhile.Stop();
        }
        else if (_repeatWhile.IsOver)
        {
            _repeats++;
            _mustTransmit = true;
            _repeatWhile.Start(LacpTimes.FastPeriodic);
        }
    }

    private bool IsPeriodic => IsEnabled && (_actor.Has(LacpFlags.Activity) || _partner.Has(LacpFlags.Activity));

    private static TimeSpan Sooner(TimeSpan one, TimeSpan other) =>
        one == Timeout.InfiniteTimeSpan || (other != Timeout.InfiniteTimeSpan && other < one) ? other : one;

    private TimeSpan TimeToTransmit()
    {
        if (_sent.Count < LacpTimes.MostInFastPeriod)
        {
            return TimeSpan.Zero;
        }

        TimeSpan left = LacpTimes.FastPeriodic - _clock.GetElapsedTime(_sent.Peek());
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Expire()
    {
        Receive = LacpReceiveState.Expired;
        SetPartner(LacpFlags.Synchronization, false);
        SetPartner(LacpFlags.ShortTimeout, true);
        SetActor(LacpFlags.Expired, true);
        _currentWhile.Start(LacpTimes.ShortTimeout);
    }

    private void Default()
    {
        Receive = LacpReceiveState.Defaulted;
        Selection = LacpSelection.Unselected;
        RecordDefault();
        SetActor(LacpFlags.Expired, false);
        _currentWhile.Stop();
    }

    /// <summary>
    /// Of a partner that does not speak nothing is assumed, not even that it would be in sync: a link without LACP at its other end is not
    /// used. How often to look for one is what we ask of partners ourselves.
    /// </summary>
    private void RecordDefault()
    {
        _partner = new LacpParty { State = _actor.State & LacpFlags.ShortTimeout };
        SetActor(LacpFlags.Defaulted, true);
    }

    /// <summary>The periodic machine (6.4.13), after anything that it depends on may have changed.</summary>
    private void RunPeriodic()
    {
        bool slow = !_partner.Has(LacpFlags.ShortTimeout);
        if (!IsPeriodic)
        {
            _periodic.Stop();
            return;
        }

        bool runs = _periodic.Left != Timeout.InfiniteTimeSpan;
        if (runs && slow == _isSlow)
        {
            return;
        }

        // Whom the partner now wants to hear from sooner is told at once.
        _mustTransmit |= runs && _isSlow;
        _isSlow = slow;
        _periodic.Start(slow ? LacpTimes.SlowPeriodic : LacpTimes.FastPeriodic);
    }

    private LacpMuxState NextMux(bool ready)
    {
        bool selected = Selection == LacpSelection.Selected;
        bool inSync = selected && _partner.Has(LacpFlags.Synchronization);
        return Mux switch
        {
            LacpMuxState.Detached => Selection == LacpSelection.Unselected ? Mux : LacpMuxState.Waiting,
            LacpMuxState.Waiting => Selection == LacpSelection.Unselected ? LacpMuxState.Detached : selected && ready ? LacpMuxState.Attached : Mux,
            LacpMuxState.Attached => !selected ? LacpMuxState.Detached : inSync ? LacpMuxState.Collecting : Mux,
            LacpMuxState.Collecting => !inSync ? LacpMuxState.Attached : _partner.Has(LacpFlags.Collecting) ? LacpMuxState.Distributing : Mux,
            _ => !inSync || !_partner.Has(LacpFlags.Collecting) ? LacpMuxState.Collecting : Mux,
        };
    }

    private void EnterMux(LacpMuxState state)
    {
        Mux = state;
        HasToldInSync &= state >= LacpMuxState.Attached;
        IsHeardInSync &= HasToldInSync;
        SetActor(LacpFlags.Synchronization, state >= LacpMuxState.Attached);
        SetActor(LacpFlags.Collecting, state >= LacpMuxState.Collecting);
        SetActor(LacpFlags.Distributing, state == LacpMuxState.Distributing);
        if (state != LacpMuxState.Waiting)
        {
            _waitWhile.Stop();
            _mustTransmit = IsEnabled;
        }
    }

    private void SetActor(LacpFlags flags, bool set) => _actor = _actor with { State = set ? _actor.State | flags : _actor.State & ~flags };

    private void SetPartner(LacpFlags flags, bool set) => _partner = _partner with { State = set ? _partner.State | flags : _partner.State & ~flags };
}
