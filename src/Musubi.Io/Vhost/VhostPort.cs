using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Ports;
using Musubi.Io.Virtio;

namespace Musubi.Io.Vhost;

/// <summary>
/// A port whose frames lie in queues that a guest shares. The queues come and go with the front end, by <see cref="Use"/>; the
/// port itself stays. Frames that the guest sends are lent from where they lie; frames for it are copied into its buffers
/// once. One worker owns both directions.
/// </summary>
public sealed class VhostPort : FramePort
{
    private readonly Epoll _kicks = new();
    private readonly ulong[] _kicked = new ulong[16];
    private readonly IReadOnlyList<FileDescriptor> _descriptors;
    private readonly OffloadFallback _fallback = new();
    private VhostModel? _model;
    private VirtQueue[] _sources = [];
    private VirtQueue[] _targets = [];
    private VhostModel? _seen;
    private MemoryGuard? _guard;
    private VirtQueue? _lender;
    private volatile PortFault _fault;
    private int _turn;

    /// <param name="descriptors">What was handed over for the port; it stays the caller's.</param>
    public VhostPort(IReadOnlyList<FileDescriptor> descriptors) => _descriptors = descriptors;

    /// <summary>
    /// Queues of a guest are in force, also while they are taken away for as long as a message of the front end is heeded. Set by whoever
    /// speaks with the front end. Control thread.
    /// </summary>
    public bool IsServed { get; set; }

    public override int PollDescriptor => _kicks.Descriptor;

    public override bool Polled => true;

    public override IReadOnlyList<FileDescriptor> Descriptors => _descriptors;

    public override bool SharedTransmit => false;

    public override PortFault Fault => _fault;

    /// <summary>How the driver broke the rules; None unless <see cref="Fault"/> says that it did.</summary>
    public QueueFault QueueFault { get; private set; }

    /// <summary>
    /// Puts other queues in force, or none: then nothing comes, and what is sent is counted as sent to a link that is down. The
    /// worker may go on using the former ones until it has finished a turn. Control thread.
    /// </summary>
    public void Use(VhostModel? model)
    {
        VhostModel? former = _model;
        _fallback.Prepare(model?.Features ?? VirtioFeatures.None);
        Volatile.Write(ref _model, model);
        foreach (VirtQueue queue in former?.FromGuest ?? [])
        {
            _kicks.Remove(queue.KickDescriptor);
        }

        foreach (VirtQueue queue in model?.FromGuest ?? [])
        {
            if (queue.KickDescriptor >= 0)
            {
                // Never read: the front end, which shares it, could have the read wait.
                _kicks.AddEdge(queue.KickDescriptor, 0);
            }
        }
    }

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena)
    {
        Look();
        for (int i = 0; i < _sources.Length && _fault == PortFault.None; i++)
        {
            _turn = _turn + 1 < _sources.Length ? _turn + 1 : 0;
            VirtQueue queue = _sources[_turn];
            int count = queue.Receive(frames, arena);
            if (HasLostMemory())
            {
                return 0;
            }

            if (count > 0)
            {
                _lender = queue;
                return count;
            }

            Heed(queue);
        }

        return 0;
    }

    public override void Complete()
    {
        _lender?.Complete();
        _lender = null;
    }

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        Look();
        if (_targets.Length == 0 || _fault != PortFault.None)
        {
            tally.LinkDown += frames.Length;
            return;
        }

        if (_fallback.IsNeeded(frames))
        {
            _fallback.Transmit(frames, _targets, ref tally);
        }
        else if (_targets.Length == 1)
        {
            _targets[0].Transmit(frames, ref tally);
        }
        else
        {
            Spread(frames, ref tally);
        }

        if (HasLostMemory())
        {
            return;
        }

        foreach (VirtQueue queue in _targets)
        {
            Heed(queue);
        }
    }

    public override void Flush()
    {
        // The queues may have been taken away since they were transmitted to; new ones have been told already.
        Look();
        foreach (VirtQueue queue in _targets)
        {
            queue.Notify();
        }
    }

    public override bool Arm()
    {
        Look();
        if (_fault != PortFault.None)
        {
            return false;
        }

        bool waits = false;
        foreach (VirtQueue queue in _sources)
        {
            // A front end that gave no kick descriptor asks to be polled for ever (vhost-user, SET_VRING_KICK).
            waits |= queue.Arm() || queue.KickDescriptor < 0;
        }

        return waits;
    }

    public override void Disarm()
    {
        Look();
        foreach (VirtQueue queue in _sources)
        {
            queue.Disarm();
        }

        _ = _kicks.Wait(_kicked, 0);
    }

    public override void Dispose()
    {
        _kicks.Dispose();
        _fallback.Dispose();
    }

    /// <summary>Takes up the model in force, if it is another.</summary>
    private void Look()
    {
        VhostModel? model = Volatile.Read(ref _model);
        if (!ReferenceEquals(model, _seen))
        {
            _seen = model;
            _sources = model?.FromGuest ?? [];
            _targets = model?.ToGuest ?? [];
            _guard = model?.Guard;
            _fallback.Follow(model?.Features ?? VirtioFeatures.None);
        }
    }

    /// <summary>Frames of one flow take one queue, so that they stay in order.</summary>
    private void Spread(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        int first = 0;
        int queue = 0;
        for (int i = 0; i < frames.Length; i++)
        {
            int wanted = FlowHash.Of(in frames[i], _targets.Length);
            if (wanted != queue && i > first)
            {
                _targets[queue].Transmit(frames[first..i], ref tally);
                first = i;
            }

            queue = wanted;
        }

        _targets[queue].Transmit(frames[first..], ref tally);
    }

    /// <summary>The memory was cut short under us: what was read is zeroes, and what the queues say of themselves is worth nothing.</summary>
    private bool HasLostMemory()
    {
        if (_guard is not { Shrunk: true })
        {
            return false;
        }

        _fault = PortFault.MemoryShrunk;
        return true;
    }

    private void Heed(VirtQueue queue)
    {
        if (queue.Fault != QueueFault.None && _fault == PortFault.None)
        {
            QueueFault = queue.Fault;
            _fault = PortFault.GuestBrokeRules;
        }
    }
}
