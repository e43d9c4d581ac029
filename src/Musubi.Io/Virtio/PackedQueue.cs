using System.Runtime.CompilerServices;
using Musubi.Io.Memory;
using Musubi.Io.Ports;

namespace Musubi.Io.Virtio;

/// <summary>
/// A packed virtqueue (virtio 1.2, 2.8), device side. Buffers are given back in the order in which they came; of one batch the
/// first is marked used last, so that the driver sees all of them at once. A packed ring does not say where its back end stands:
/// it resumes where the base says, so after the death of a data plane its driver must be reset (the front end does that).
/// </summary>
public sealed unsafe class PackedQueue : VirtQueue
{
    private const ushort EventsOff = 1;
    private const ushort EventsOn = 0;
    private const ushort EventsAt = 2;
    private const int SuppressionBytes = 4;

    private readonly PackedDescriptor* _ring;
    private readonly ushort* _driver;
    private readonly ushort* _device;
    private readonly int _size;
    private readonly bool _eventIndex;
    private readonly ulong _ringGuest;
    private readonly ulong _deviceGuest;
    private readonly BufferSegment[] _whole = new BufferSegment[Burst];
    private readonly ushort[] _ids = new ushort[Burst];
    private readonly ushort[] _places = new ushort[Burst];
    private PackedCursor _available;
    private PackedCursor _used;
    private PackedCursor _called;
    private PackedDescriptor* _firstUsed;
    private ushort _firstFlags;
    private int _usedSinceCall;
    private int _lent;

    /// <exception cref="ArgumentException">The size is not one that a packed queue can have, or a part does not lie within the guest's memory.</exception>
    public PackedQueue(QueueSetup setup)
        : base(setup)
    {
        _size = setup.Size is >= 1 and <= VirtQueueLimits.MostDescriptors ? setup.Size
            : throw new ArgumentException($"a packed queue of {setup.Size} descriptors: must be in 1..{VirtQueueLimits.MostDescriptors}");
        // Safe: each part is checked as a whole.
        _ring = (PackedDescriptor*)Part("descriptor ring", setup.Descriptors, _size * sizeof(PackedDescriptor), 16);
        _driver = (ushort*)Part("driver event suppression", setup.Available, SuppressionBytes, 4);
        _device = (ushort*)Part("device event suppression", setup.Used, SuppressionBytes, 4);
        _ringGuest = Memory.GuestAddressOf(setup.Descriptors, (uint)sizeof(PackedDescriptor));
        _deviceGuest = Memory.GuestAddressOf(setup.Used, SuppressionBytes);
        _eventIndex = setup.Has(VirtioFeatures.EventIndex);
        // The base's upper half says where the used side stands; some front ends leave it zero. Whoever served before gave
        // back all it had taken, so both sides stand at the same place.
        _available = _used = _called = Cursor(setup.Base & 0xffff);
    }

    public override uint Base => _available.Value | ((uint)_used.Value << 16);

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena)
    {
        int count = Fault == QueueFault.None ? Math.Min(Math.Min(frames.Length, arena.Buffers), Burst) : 0;
        int taken = 0;
        while (true)
        {
            int whole = LookAhead(taken, count);
            for (; taken < whole; taken++)
            {
                LendWhole(_whole[taken].Host, _whole[taken].Length, ref frames[taken]);
            }

            if (taken == count || !IsAvailable(_available))
            {
                break;
            }

            PackedChain chain = new(Memory, _ring, _size, _available, AllowsIndirect);
            if (!TryTake(ref chain, arena.Address(taken), ref frames[taken]))
            {
                break;
            }

            (_ids[taken], _places[taken]) = (chain.Id, (ushort)chain.Places);
            _available.Advance(chain.Places);
            taken++;
        }

        _lent = taken;
        return taken;
    }

    public override void Complete()
    {
        for (int i = 0; i < _lent; i++)
        {
            Use(_ids[i], _places[i], 0);
        }

        Publish();
        _lent = 0;
        Notify();
    }

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        ForeseeTargets(Math.Min(frames.Length, Burst));
        int whole = 0;
        int next = 0;
        fixed (TransmitFrame* first = frames)
        {
            for (; next < frames.Length && Fault == QueueFault.None; next++)
            {
                TransmitFrame* frame = first + next;
                if (TryPutWhole(frame))
                {
                    whole++;
                    tally.Bytes += frame->HeaderLength + frame->Payload.Length;
                }
                else
                {
                    Put(frame, ref tally);
                }
            }
        }

        tally.Sent += whole;
        tally.LinkDown += frames.Length - next;
        Publish();
    }

    public override void Notify()
    {
        int used = _usedSinceCall;
        PackedCursor called = _called;
        if (used == 0)
        {
            return;
        }

        (_usedSinceCall, _called) = (0, _used);
        // What is marked used must be seen before we look at what the driver wants (virtio 1.2, 2.8.21.3.1).
        Interlocked.MemoryBarrier();
        ushort flags = Volatile.Read(ref _driver[1]);
        if (flags == EventsOff || (flags == EventsAt && _eventIndex && !Passes(called, used, Volatile.Read(ref _driver[0]))))
        {
            return;
        }

        Call();
    }

    public override bool Arm()
    {
        if (_eventIndex)
        {
            Volatile.Write(ref _device[0], _available.Value);
        }

        WriteFlags(_eventIndex ? EventsAt : EventsOn);
        Interlocked.MemoryBarrier();
        return IsAvailable(_available);
    }

    public override void Disarm() => WriteFlags(EventsOff);

    private void WriteFlags(ushort flags)
    {
        Volatile.Write(ref _device[1], flags);
        Log?.Mark(_deviceGuest, SuppressionBytes);
    }

    /// <summary>
    /// Takes buffers that are one piece, from number <paramref name="from"/> on, as long as they follow each other: each
    /// descriptor is copied once, before any frame is looked at, so that the fetching of their bytes overlaps. Returns where it stopped.
    /// </summary>
    private int LookAhead(int from, int count)
    {
        const ushort Shape = PackedDescriptor.Next | PackedDescriptor.Writable | PackedDescriptor.Indirect;
        int i = from;
        for (; i < count && IsAvailable(_available); i++)
        {
            // Safe: the cursor stays below the ring's size.
            PackedDescriptor descriptor = _ring[_available.Index];
            nint host = (descriptor.Flags & Shape) == 0 && descriptor.Length >= HeaderBytes && descriptor.Id < _size
                ? FromGuest(descriptor.Address, descriptor.Length) : 0;
            if (host == 0)
            {
                break;
            }

            ForeseeFrame(host);
            _whole[i] = new BufferSegment(host, descriptor.Length, descriptor.Address);
            (_ids[i], _places[i]) = (descriptor.Id, 1);
            _available.Advance(1);
        }

        return i;
    }

    /// <summary>Has the next buffers fetched for writing. A hint: each descriptor is read and judged again when a frame is put there.</summary>
    private void ForeseeTargets(int count)
    {
        PackedCursor at = _available;
        int found = 0;
        while (found < count && IsAvailable(at))
        {
            // Safe: the cursor stays below the ring's size.
            PackedDescriptor descriptor = _ring[at.Index];
            _whole[found++] = new BufferSegment(FromGuest(descriptor.Address, descriptor.Length), descriptor.Length, descriptor.Address);
            at.Advance(1);
        }

        ForeseeWrites(_whole.AsSpan(0, found));
    }

    private PackedCursor Cursor(uint value)
    {
        int index = (int)(value & 0x7fff);
        return index < _size ? new PackedCursor(_size, index, (value & 0x8000) != 0)
            : throw new ArgumentException($"the base {index} of a packed queue of {_size} descriptors: must be below its size");
    }

    /// <summary>The driver made the descriptor at this place available.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsAvailable(PackedCursor at)
    {
        // Safe: a cursor stays below the ring's size. The rest of the descriptor is read only after its flags.
        ushort flags = Volatile.Read(ref _ring[at.Index].Flags);
        return (flags & PackedDescriptor.Available) != 0 == at.Wrap && (flags & PackedDescriptor.Used) != 0 != at.Wrap;
    }

    /// <summary>The usual case: a buffer of one piece with room for the whole frame. Where it is anything else nothing was done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryPutWhole(TransmitFrame* frame)
    {
        const ushort Shape = PackedDescriptor.Writable | PackedDescriptor.Next | PackedDescriptor.Indirect;
        if (!IsAvailable(_available) || (uint)frame->HeaderLength > FrameHeader.Length)
        {
            return false;
        }

        // Safe: the cursor stays below the ring's size; the descriptor is copied once.
        PackedDescriptor descriptor = _ring[_available.Index];
        uint needed = (uint)(HeaderBytes + frame->HeaderLength + frame->Payload.Length);
        nint host = (descriptor.Flags & Shape) == PackedDescriptor.Writable && descriptor.Length >= needed && descriptor.Id < _size
            ? FromGuest(descriptor.Address, descriptor.Length) : 0;
        if (host == 0)
        {
            return false;
        }

        WriteWhole(frame, host, descriptor.Address);
        _available.Advance(1);
        Use(descriptor.Id, 1, needed);
        return true;
    }

    /// <summary>Any case.</summary>
    private void Put(TransmitFrame* frame, ref TransmitTally tally)
    {
        int bytes = frame->HeaderLength + frame->Payload.Length;
        uint needed = (uint)(HeaderBytes + bytes);
        if ((uint)frame->HeaderLength > FrameHeader.Length)
        {
            tally.Failed++;
            return;
        }

        if (!IsAvailable(_available))
        {
            tally.QueueFull++;
            return;
        }

        if (TryPutScattered(frame, needed, ref tally))
        {
            tally.Sent++;
            tally.Bytes += bytes;
        }
    }

    private bool TryPutScattered(TransmitFrame* frame, uint needed, ref TransmitTally tally)
    {
        Segments.Clear();
        int most = IsMergeable ? VirtQueueLimits.MostBuffers : 1;
        int buffers = 0;
        PackedCursor ahead = _available;
        while (Segments.Bytes < needed && buffers < most && IsAvailable(ahead))
        {
            PackedChain chain = new(Memory, _ring, _size, ahead, AllowsIndirect);
            if (!TryCollect(ref chain, 0))
            {
                tally.LinkDown++;
                return false;
            }

            (_ids[buffers], _places[buffers]) = (chain.Id, (ushort)chain.Places);
            ahead.Advance(chain.Places);
            buffers++;
        }

        if (Segments.Bytes < needed)
        {
            bool mayGrow = IsMergeable && buffers < most;
            tally.QueueFull += mayGrow ? 1 : 0;
            tally.TooBig += mayGrow ? 0 : 1;
            return false;
        }

        Scatter(frame, buffers);
        _available = ahead;
        for (int i = 0; i < buffers; i++)
        {
            Use(_ids[i], _places[i], Segments.Written(i));
        }

        return true;
    }

    /// <summary>Marks a buffer used; the first of a batch only in <see cref="Publish"/>.</summary>
    private void Use(ushort id, int places, uint length)
    {
        // Safe: the cursor stays below the ring's size.
        PackedDescriptor* slot = _ring + _used.Index;
        slot->Id = id;
        slot->Length = length;
        ushort flags = (ushort)((_used.Wrap ? PackedDescriptor.Available | PackedDescriptor.Used : 0) | (length > 0 ? PackedDescriptor.Writable : 0));
        if (_firstUsed == null)
        {
            _firstUsed = slot;
            _firstFlags = flags;
        }
        else
        {
            Volatile.Write(ref slot->Flags, flags);
        }

        Log?.Mark(_ringGuest + (ulong)(_used.Index * sizeof(PackedDescriptor)), (uint)sizeof(PackedDescriptor));
        _used.Advance(places);
        _usedSinceCall += places;
    }

    private void Publish()
    {
        if (_firstUsed != null)
        {
            Volatile.Write(ref _firstUsed->Flags, _firstFlags);
            Log?.Mark(_ringGuest + (ulong)((byte*)_firstUsed - (byte*)_ring), (uint)sizeof(PackedDescriptor));
            _firstUsed = null;
        }
    }

    /// <summary>The place that the driver named was passed by the last <paramref name="used"/> places.</summary>
    private bool Passes(PackedCursor called, int used, ushort at)
    {
        int index = at & 0x7fff;
        bool wrap = (at & 0x8000) != 0;
        int distance = index - called.Index + (wrap != called.Wrap ? _size : 0);
        return distance >= 0 && distance < used;
    }
}
