using System.Runtime.CompilerServices;
using Musubi.Io.Memory;
using Musubi.Io.Ports;

namespace Musubi.Io.Virtio;

/// <summary>
/// A split virtqueue (virtio 1.2, 2.7), device side. The used index is published once a batch. Buffers are given back in the
/// order in which they came, which is also what IN_ORDER asks for; so a queue resumes where its used index stands.
/// </summary>
public sealed unsafe class SplitQueue : VirtQueue
{
    private const int IndexOffset = 2;
    private const int RingOffset = 4;
    private const ushort NoInterrupt = 1;
    private const ushort NoNotify = 1;

    private readonly SplitDescriptor* _table;
    private readonly byte* _available;
    private readonly byte* _used;
    private readonly int _size;
    private readonly int _mask;
    private readonly bool _eventIndex;
    private readonly ulong _usedGuest;
    private readonly ushort[] _heads = new ushort[Burst];
    private readonly BufferSegment[] _whole = new BufferSegment[Burst];
    private ushort _seenAvailable;
    private ushort _nextAvailable;
    private ushort _nextUsed;
    private ushort _called;
    private int _lent;

    /// <exception cref="ArgumentException">The size is not one that a split queue can have, or a ring does not lie within the guest's memory.</exception>
    public SplitQueue(QueueSetup setup)
        : base(setup)
    {
        if (setup.Size is < 1 or > VirtQueueLimits.MostDescriptors || (setup.Size & (setup.Size - 1)) != 0)
        {
            throw new ArgumentException($"a split queue of {setup.Size} descriptors: must be a power of two, at most {VirtQueueLimits.MostDescriptors}");
        }

        (_size, _mask) = (setup.Size, setup.Size - 1);
        // Safe: each part is checked as a whole, with the two bytes of event suppression behind both rings.
        _table = (SplitDescriptor*)Part("descriptor table", setup.Descriptors, _size * sizeof(SplitDescriptor), 16);
        _available = (byte*)Part("available ring", setup.Available, RingOffset + (_size * sizeof(ushort)) + sizeof(ushort), 2);
        _used = (byte*)Part("used ring", setup.Used, RingOffset + (_size * sizeof(UsedElement)) + sizeof(ushort), 4);
        _usedGuest = Memory.GuestAddressOf(setup.Used, RingOffset);
        _eventIndex = setup.Has(VirtioFeatures.EventIndex);
        // Everything up to the used index was done, by us or by whoever served before; what lies behind it was not.
        _seenAvailable = _nextAvailable = _nextUsed = _called = Volatile.Read(ref *(ushort*)(_used + IndexOffset));
    }

    public override uint Base => _nextAvailable;

    private ref ushort AvailableIndex => ref *(ushort*)(_available + IndexOffset);

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena)
    {
        int count = Math.Min(Math.Min(Waiting(), frames.Length), Math.Min(arena.Buffers, Burst));
        LookAhead(count, 0);
        ReadOnlySpan<BufferSegment> ahead = _whole;
        int taken = 0;
        while (taken < count)
        {
            ref readonly BufferSegment whole = ref ahead[taken];
            if (whole.Host != 0)
            {
                LendWhole(whole.Host, whole.Length, ref frames[taken]);
            }
            else
            {
                SplitChain chain = new(Memory, _table, _size, _heads[taken], AllowsIndirect);
                if (!TryTake(ref chain, arena.Address(taken), ref frames[taken]))
                {
                    break;
                }
            }

            taken++;
        }

        _nextAvailable += (ushort)taken;
        _lent = taken;
        return taken;
    }

    public override void Complete()
    {
        for (int i = 0; i < _lent; i++)
        {
            Use(i, _heads[i], 0);
        }

        Publish(_lent);
        _lent = 0;
        Notify();
    }

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        // What was seen before is enough as a rule; the driver's index is in a line that it writes itself.
        int waiting = (ushort)(_seenAvailable - _nextAvailable);
        waiting = waiting < frames.Length ? Waiting() : waiting;
        int ahead = Math.Min(Math.Min(waiting, frames.Length), Burst);
        LookAhead(ahead, SplitDescriptor.Writable);
        ForeseeWrites(_whole.AsSpan(0, ahead));
        int buffers = 0;
        int whole = 0;
        int next = 0;
        fixed (TransmitFrame* first = frames)
        {
            for (; next < frames.Length && Fault == QueueFault.None; next++)
            {
                TransmitFrame* frame = first + next;
                if (buffers < ahead && TryPutWhole(frame, buffers))
                {
                    buffers++;
                    whole++;
                    tally.Bytes += frame->HeaderLength + frame->Payload.Length;
                }
                else
                {
                    waiting = Waiting();
                    if (Fault != QueueFault.None)
                    {
                        break;
                    }

                    buffers += Put(frame, waiting - buffers, buffers, ref tally);
                }
            }
        }

        tally.Sent += whole;
        tally.LinkDown += frames.Length - next;
        _nextAvailable += (ushort)buffers;
        Publish(buffers);
    }

    public override void Notify()
    {
        ushort used = _nextUsed;
        ushort called = _called;
        if (used == called)
        {
            return;
        }

        _called = used;
        // The used index must be seen before we look at what the driver wants (virtio 1.2, 2.7.7.2 and 2.7.10).
        Interlocked.MemoryBarrier();
        bool wanted;
        if (_eventIndex)
        {
            // Safe: the two bytes behind the available ring, checked with it.
            ushort at = Volatile.Read(ref *(ushort*)(_available + RingOffset + (_size * sizeof(ushort))));
            wanted = (ushort)(used - at - 1) < (ushort)(used - called);
        }
        else
        {
            wanted = (Volatile.Read(ref *(ushort*)_available) & NoInterrupt) == 0;
        }

        if (wanted)
        {
            Call();
        }
    }

    public override bool Arm()
    {
        if (_eventIndex)
        {
            // Safe: the two bytes behind the used ring, checked with it.
            int offset = RingOffset + (_size * sizeof(UsedElement));
            Volatile.Write(ref *(ushort*)(_used + offset), _nextAvailable);
            Log?.Mark(_usedGuest + (uint)offset, sizeof(ushort));
        }
        else
        {
            WriteFlags(0);
        }

        Interlocked.MemoryBarrier();
        return Volatile.Read(ref AvailableIndex) != _nextAvailable;
    }

    /// <summary>With event indices nothing is to be done: the driver kicks once when it passes the index, and then no more.</summary>
    public override void Disarm()
    {
        if (!_eventIndex)
        {
            WriteFlags(NoNotify);
        }
    }

    private void WriteFlags(ushort flags)
    {
        // Safe: the used ring's first two bytes.
        Volatile.Write(ref *(ushort*)_used, flags);
        Log?.Mark(_usedGuest, sizeof(ushort));
    }

    /// <summary>
    /// Reads the next heads, and the descriptors of those buffers that are one piece: each once, into private memory, before
    /// any frame is looked at, so that the fetching of their bytes overlaps. What is no single good piece is left to a walk.
    /// </summary>
    /// <param name="direction">What says of a descriptor that it is the device's to write, or nothing.</param>
    private void LookAhead(int count, ushort direction)
    {
        const ushort Shape = SplitDescriptor.Next | SplitDescriptor.Writable | SplitDescriptor.Indirect;
        Span<ushort> heads = _heads.AsSpan(0, count);
        byte* ring = _available + RingOffset;
        SplitDescriptor* table = _table;
        (int next, int mask) = (_nextAvailable, _mask);
        for (int i = 0; i < heads.Length; i++)
        {
            // Safe: as HeadAt. What is prefetched is not read, so any head will do.
            ushort head = Volatile.Read(ref *(ushort*)(ring + (((next + i) & mask) * sizeof(ushort))));
            heads[i] = head;
            Foresee((nint)(table + head));
        }

        Span<BufferSegment> whole = _whole.AsSpan(0, heads.Length);
        for (int i = 0; i < heads.Length; i++)
        {
            nint host = 0;
            SplitDescriptor descriptor = default;
            if (heads[i] <= mask)
            {
                // Safe: the head is below the table's size; the descriptor is copied once.
                descriptor = table[heads[i]];
                host = (descriptor.Flags & Shape) == direction && descriptor.Length >= HeaderBytes ? FromGuest(descriptor.Address, descriptor.Length) : 0;
                if (direction == 0)
                {
                    ForeseeFrame(host);
                }
            }

            whole[i] = new BufferSegment(host, descriptor.Length, descriptor.Address);
        }
    }

    /// <summary>Buffers that the guest made available and that were not taken yet.</summary>
    private int Waiting()
    {
        ushort available = Volatile.Read(ref AvailableIndex);
        int waiting = (ushort)(available - _nextAvailable);
        if (waiting > _size)
        {
            Fail(QueueFault.AvailableIndex);
        }

        if (Fault != QueueFault.None)
        {
            return 0;
        }

        _seenAvailable = available;
        return waiting;
    }

    /// <summary>The usual case: a buffer of one piece with room for the whole frame. Where it is anything else nothing was done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryPutWhole(TransmitFrame* frame, int ahead)
    {
        ref readonly BufferSegment whole = ref _whole[ahead];
        uint needed = (uint)(HeaderBytes + frame->HeaderLength + frame->Payload.Length);
        if (whole.Host == 0 || whole.Length < needed || (uint)frame->HeaderLength > FrameHeader.Length)
        {
            return false;
        }

        WriteWhole(frame, whole.Host, whole.Guest);
        Use(ahead, _heads[ahead], needed);
        return true;
    }

    /// <summary>Puts one frame into as many buffers as it needs and returns how many; 0 when it was not sent.</summary>
    private int Put(TransmitFrame* frame, int waiting, int ahead, ref TransmitTally tally)
    {
        int bytes = frame->HeaderLength + frame->Payload.Length;
        uint needed = (uint)(HeaderBytes + bytes);
        if ((uint)frame->HeaderLength > FrameHeader.Length)
        {
            tally.Failed++;
            return 0;
        }

        // Below zero when the driver's index went back in between: that is a fault the next time.
        if (waiting <= 0)
        {
            tally.QueueFull++;
            return 0;
        }

        int buffers = PutScattered(frame, needed, waiting, ahead, ref tally);
        tally.Sent += buffers > 0 ? 1 : 0;
        tally.Bytes += buffers > 0 ? bytes : 0;
        return buffers;
    }

    /// <summary>The general case: buffers in pieces, and frames over several buffers where that was agreed on.</summary>
    private int PutScattered(TransmitFrame* frame, uint needed, int waiting, int ahead, ref TransmitTally tally)
    {
        Segments.Clear();
        int most = IsMergeable ? Math.Min(waiting, VirtQueueLimits.MostBuffers) : 1;
        int buffers = 0;
        while (Segments.Bytes < needed && buffers < most)
        {
            int head = HeadAt(ahead + buffers);
            SplitChain chain = new(Memory, _table, _size, head, AllowsIndirect);
            if (!TryCollect(ref chain, (ushort)head))
            {
                tally.LinkDown++;
                return 0;
            }

            buffers++;
        }

        if (Segments.Bytes < needed)
        {
            bool mayGrow = IsMergeable && buffers == waiting;
            tally.QueueFull += mayGrow ? 1 : 0;
            tally.TooBig += mayGrow ? 0 : 1;
            return 0;
        }

        Scatter(frame, buffers);
        for (int i = 0; i < buffers; i++)
        {
            Use(ahead + i, Segments.Id(i), Segments.Written(i));
        }

        return buffers;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int HeadAt(int ahead) =>
        // Safe: the mask keeps the slot within the ring; the guest may write it at any time, so it is read once.
        Volatile.Read(ref *(ushort*)(_available + RingOffset + (((_nextAvailable + ahead) & _mask) * sizeof(ushort))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Use(int ahead, ushort head, uint length)
    {
        // Safe: the mask keeps the slot within the ring; nobody looks at it before the index is published.
        UsedElement* slot = (UsedElement*)(_used + RingOffset) + ((_nextUsed + ahead) & _mask);
        *slot = new UsedElement { Head = head, Length = length };
    }

    private void Publish(int count)
    {
        if (count == 0)
        {
            return;
        }

        ushort first = _nextUsed;
        _nextUsed += (ushort)count;
        Volatile.Write(ref *(ushort*)(_used + IndexOffset), _nextUsed);
        if (Log is { } log)
        {
            log.Mark(_usedGuest, RingOffset);
            for (int i = 0; i < count; i++)
            {
                log.Mark(_usedGuest + RingOffset + (ulong)(((first + i) & _mask) * sizeof(UsedElement)), (uint)sizeof(UsedElement));
            }
        }
    }
}
