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
    private readonly int _headerBytes;
    private readonly bool _eventIndex;
    private readonly bool _indirect;
    private readonly bool _mergeable;
    private readonly ushort[] _heads = new ushort[Burst];
    private readonly SegmentList _segments = new();
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
        _headerBytes = setup.HeaderBytes;
        _eventIndex = setup.Has(VirtioFeatures.EventIndex);
        _indirect = setup.Has(VirtioFeatures.IndirectDescriptors);
        _mergeable = setup.Has(VirtioFeatures.MergeableReceive);
        // Everything up to the used index was done, by us or by whoever served before; what lies behind it was not.
        _nextAvailable = _nextUsed = _called = Volatile.Read(ref *(ushort*)(_used + IndexOffset));
    }

    public override uint Base => _nextAvailable;

    private ref ushort AvailableIndex => ref *(ushort*)(_available + IndexOffset);

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena)
    {
        int count = Math.Min(Math.Min(Waiting(), frames.Length), Math.Min(arena.Buffers, Burst));
        int taken = 0;
        while (taken < count)
        {
            // Safe: the mask keeps the slot within the ring; the guest may write it at any time, so it is read once.
            ushort head = Volatile.Read(ref *(ushort*)(_available + RingOffset + (((_nextAvailable + taken) & _mask) * sizeof(ushort))));
            if (!TryTake(head, ref frames[taken], arena.Address(taken)))
            {
                break;
            }

            _heads[taken++] = head;
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
        int waiting = Waiting();
        int buffers = 0;
        fixed (TransmitFrame* first = frames)
        {
            for (int i = 0; i < frames.Length; i++)
            {
                if (Fault != QueueFault.None)
                {
                    tally.LinkDown += frames.Length - i;
                    break;
                }

                buffers += Put(first + i, waiting - buffers, buffers, ref tally);
            }
        }

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
            Volatile.Write(ref *(ushort*)(_used + RingOffset + (_size * sizeof(UsedElement))), _nextAvailable);
        }
        else
        {
            Volatile.Write(ref *(ushort*)_used, 0);
        }

        Interlocked.MemoryBarrier();
        return Volatile.Read(ref AvailableIndex) != _nextAvailable;
    }

    /// <summary>With event indices nothing is to be done: the driver kicks once when it passes the index, and then no more.</summary>
    public override void Disarm()
    {
        if (!_eventIndex)
        {
            Volatile.Write(ref *(ushort*)_used, NoNotify);
        }
    }

    private nint Part(string name, ulong address, int bytes, uint alignment)
    {
        nint host = address % alignment == 0 ? Setup.Memory.FromUser(address, (uint)bytes) : 0;
        return host != 0 ? host : throw new ArgumentException($"the {name} at 0x{address:x}, {bytes} bytes: must be aligned to {alignment} and lie within one region of the guest's memory");
    }

    /// <summary>Buffers that the guest made available and that were not taken yet.</summary>
    private int Waiting()
    {
        int waiting = (ushort)(Volatile.Read(ref AvailableIndex) - _nextAvailable);
        if (waiting > _size)
        {
            Fail(QueueFault.AvailableIndex);
        }

        return Fault == QueueFault.None ? waiting : 0;
    }

    private bool TryTake(int head, ref ReceivedFrame frame, nint buffer)
    {
        if (head >= _size)
        {
            Fail(QueueFault.HeadOutOfRange);
            return false;
        }

        SplitChain chain = new(Setup.Memory, _table, _size, head, _indirect);
        if (!chain.MoveNext(writable: false, out BufferSegment first))
        {
            Fail(chain.Fault);
            return false;
        }

        bool more = chain.MoveNext(writable: false, out BufferSegment second);
        if (!more && chain.Fault == QueueFault.None && first.Length >= _headerBytes)
        {
            frame = Lend(first.Host, first.Host + _headerBytes, first.Length - (uint)_headerBytes);
            return true;
        }

        if (more && first.Length == _headerBytes && !chain.MoveNext(writable: false, out BufferSegment third))
        {
            frame = Lend(first.Host, second.Host, second.Length);
        }
        else if (more)
        {
            frame = Gather(ref chain, head, buffer);
        }
        else
        {
            chain.Refuse(QueueFault.NoRoomForHeader);
        }

        if (chain.Fault != QueueFault.None)
        {
            Fail(chain.Fault);
            return false;
        }

        return true;
    }

    /// <summary>A frame in one piece is forwarded from where it lies; its header is copied, and judged as copied.</summary>
    private ReceivedFrame Lend(nint header, nint data, uint length) => new()
    {
        Offload = ReadHeader(header),
        Data = new FrameSlice(data, (int)Math.Min(length, FrameArena.FrameBytes)),
        Truncated = length > FrameArena.FrameBytes,
    };

    /// <summary>A frame in pieces is put together in the worker's own buffer. The chain is walked anew, so nothing that was seen before counts.</summary>
    private ReceivedFrame Gather(ref SplitChain walked, int head, nint buffer)
    {
        SplitChain chain = new(Setup.Memory, _table, _size, head, _indirect);
        // Safe: header and frame together fill at most the arena's buffer, from the header's place before the frame.
        byte* start = (byte*)buffer + FrameArena.FrameOffset - _headerBytes;
        int room = _headerBytes + FrameArena.FrameBytes;
        int filled = 0;
        bool truncated = false;
        while (chain.MoveNext(writable: false, out BufferSegment segment))
        {
            int take = (int)Math.Min(segment.Length, (uint)(room - filled));
            new ReadOnlySpan<byte>((void*)segment.Host, take).CopyTo(new Span<byte>(start + filled, take));
            filled += take;
            truncated |= take < segment.Length;
        }

        if (chain.Fault != QueueFault.None || filled < _headerBytes)
        {
            walked.Refuse(chain.Fault != QueueFault.None ? chain.Fault : QueueFault.NoRoomForHeader);
            return default;
        }

        return new ReceivedFrame
        {
            Offload = ReadHeader((nint)start),
            Data = new FrameSlice((nint)start + _headerBytes, filled - _headerBytes),
            Truncated = truncated,
        };
    }

    private VirtioNetHeader ReadHeader(nint at)
    {
        // Safe: the caller has checked that the header's bytes lie there; ten of them are all that is looked at.
        VirtioNetHeader header = default;
        *(ulong*)&header = *(ulong*)at;
        header.ChecksumOffset = *(ushort*)(at + 8);
        return header;
    }

    /// <summary>Puts one frame into as many buffers as it needs and returns how many; 0 when it was not sent.</summary>
    private int Put(TransmitFrame* frame, int waiting, int ahead, ref TransmitTally tally)
    {
        int bytes = frame->HeaderLength + frame->Payload.Length;
        uint needed = (uint)(_headerBytes + bytes);
        if ((uint)frame->HeaderLength > EthernetHeader.Length)
        {
            tally.Failed++;
            return 0;
        }

        if (waiting == 0)
        {
            tally.QueueFull++;
            return 0;
        }

        int head = HeadAt(ahead);
        if (head >= _size)
        {
            Fail(QueueFault.HeadOutOfRange);
            tally.LinkDown++;
            return 0;
        }

        // Safe: the head is below the table's size; the descriptor is copied once.
        SplitDescriptor descriptor = _table[head];
        if (descriptor.Flags == SplitDescriptor.Writable && descriptor.Length >= needed)
        {
            nint host = Setup.Memory.FromGuest(descriptor.Address, needed);
            if (host != 0)
            {
                WriteHeaders(frame, (byte*)host, 1);
                frame->Payload.Span.CopyTo(new Span<byte>((byte*)host + _headerBytes + frame->HeaderLength, frame->Payload.Length));
                Setup.Log?.Mark(descriptor.Address, needed);
                Use(ahead, (ushort)head, needed);
                tally.Sent++;
                tally.Bytes += bytes;
                return 1;
            }
        }

        return Scatter(frame, needed, waiting, ahead, ref tally);
    }

    /// <summary>The general case: buffers in pieces, and frames over several buffers where that was agreed on.</summary>
    private int Scatter(TransmitFrame* frame, uint needed, int waiting, int ahead, ref TransmitTally tally)
    {
        _segments.Clear();
        int most = _mergeable ? Math.Min(waiting, VirtQueueLimits.MostBuffers) : 1;
        int buffers = 0;
        while (_segments.Bytes < needed && buffers < most)
        {
            int head = HeadAt(ahead + buffers);
            QueueFault fault = head < _size ? Collect(head) : QueueFault.HeadOutOfRange;
            if (fault != QueueFault.None)
            {
                Fail(fault);
                tally.LinkDown++;
                return 0;
            }

            _segments.EndBuffer((ushort)head);
            buffers++;
        }

        if (_segments.Bytes < needed)
        {
            tally.QueueFull += _mergeable && buffers == waiting ? 1 : 0;
            tally.TooBig += _mergeable && buffers == waiting ? 0 : 1;
            return 0;
        }

        byte* headers = stackalloc byte[sizeof(VirtioNetHeader) + EthernetHeader.Length];
        WriteHeaders(frame, headers, (ushort)buffers);
        _segments.Write(new ReadOnlySpan<byte>(headers, _headerBytes + frame->HeaderLength), Setup.Log);
        _segments.Write(frame->Payload.Span, Setup.Log);
        for (int i = 0; i < buffers; i++)
        {
            Use(ahead + i, _segments.Head(i), _segments.Written(i));
        }

        tally.Sent++;
        tally.Bytes += needed - (uint)_headerBytes;
        return buffers;
    }

    private QueueFault Collect(int head)
    {
        SplitChain chain = new(Setup.Memory, _table, _size, head, _indirect);
        while (chain.MoveNext(writable: true, out BufferSegment segment))
        {
            if (!_segments.TryAdd(in segment))
            {
                return QueueFault.ChainTooLong;
            }
        }

        return chain.Fault;
    }

    private int HeadAt(int ahead) =>
        // Safe: the mask keeps the slot within the ring.
        Volatile.Read(ref *(ushort*)(_available + RingOffset + (((_nextAvailable + ahead) & _mask) * sizeof(ushort))));

    /// <summary>The offload header as far as the driver knows it, then the Ethernet header, from private memory.</summary>
    private void WriteHeaders(TransmitFrame* frame, byte* target, ushort buffers)
    {
        // Safe: the caller has room for both headers. HeaderLength was checked against the struct's room.
        *(ulong*)target = *(ulong*)frame;
        *(ushort*)(target + 8) = frame->Offload.ChecksumOffset;
        if (_headerBytes > 10)
        {
            *(ushort*)(target + 10) = buffers;
        }

        ((ReadOnlySpan<byte>)frame->Header)[..frame->HeaderLength].CopyTo(new Span<byte>(target + _headerBytes, frame->HeaderLength));
    }

    private void Use(int ahead, ushort head, uint length)
    {
        // Safe: the mask keeps the slot within the ring; nobody looks at it before the index is published.
        UsedElement* slot = (UsedElement*)(_used + RingOffset) + ((_nextUsed + ahead) & _mask);
        slot->Head = head;
        slot->Length = length;
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
        if (Setup.Log is { } log)
        {
            log.Mark(Setup.UsedGuestAddress, RingOffset);
            for (int i = 0; i < count; i++)
            {
                log.Mark(Setup.UsedGuestAddress + RingOffset + (ulong)(((first + i) & _mask) * sizeof(UsedElement)), (uint)sizeof(UsedElement));
            }
        }
    }
}
