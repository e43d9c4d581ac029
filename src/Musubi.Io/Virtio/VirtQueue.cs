using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Native.Shim;
using Musubi.Io.Ports;
using Musubi.Io.Vhost;

namespace Musubi.Io.Virtio;

/// <summary>
/// The device's side of one virtqueue of a network device, over memory that a guest shares and may write at any time: each
/// descriptor is read once and checked in full before it is used. One virtual call a batch. One worker at a time.
/// </summary>
public abstract unsafe class VirtQueue
{
    /// <summary>Buffers taken at once, at most.</summary>
    public const int Burst = 256;

    private const int CacheLine = 64;

    private readonly SegmentList _segments = new();
    private readonly FileDescriptor? _call;
    private GuestWindow _lastHit;

    private protected VirtQueue(QueueSetup setup)
    {
        KickDescriptor = setup.Kick?.Number ?? -1;
        (Memory, Log, _call) = (setup.Memory, setup.Log, setup.Call);
        HeaderBytes = setup.HeaderBytes;
        IsMergeable = setup.Has(VirtioFeatures.MergeableReceive);
        AllowsIndirect = setup.Has(VirtioFeatures.IndirectDescriptors);
    }

    /// <summary>Set once; then nothing more is taken from the queue or put into it.</summary>
    public QueueFault Fault { get; private set; }

    /// <summary>Where another back end would go on, as GET_VRING_BASE tells it. When no worker uses the queue.</summary>
    public abstract uint Base { get; }

    /// <summary>Descriptor of the driver's kicks, or -1.</summary>
    internal int KickDescriptor { get; }

    private protected GuestMemory Memory { get; }

    /// <summary>Where writes into guest memory are noted, or null.</summary>
    private protected DirtyLog? Log { get; }

    private protected int HeaderBytes { get; }

    private protected bool IsMergeable { get; }

    private protected bool AllowsIndirect { get; }

    private protected SegmentList Segments => _segments;

    /// <summary>A queue of the kind that the features ask for.</summary>
    /// <exception cref="ArgumentException">The size is not one that such a queue can have, or a part of it does not lie within the guest's memory.</exception>
    public static VirtQueue Open(QueueSetup setup) => setup.Has(VirtioFeatures.PackedRing) ? new PackedQueue(setup) : new SplitQueue(setup);

    /// <summary>Takes frames that the guest sends; their bytes are lent until <see cref="Complete"/>, or gathered in the arena.</summary>
    public abstract int Receive(Span<ReceivedFrame> frames, FrameArena arena);

    /// <summary>Gives the buffers of the last <see cref="Receive"/> back to the guest.</summary>
    public abstract void Complete();

    /// <summary>Copies frames into the guest's buffers. The guest is called at <see cref="Notify"/>.</summary>
    public abstract void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally);

    /// <summary>Calls the guest if it wants to be called for what was completed or transmitted since the last time.</summary>
    public abstract void Notify();

    /// <summary>Asks the guest to kick for what it makes available from now on; true when something is available already.</summary>
    public abstract bool Arm();

    /// <summary>Kicks are not wanted.</summary>
    public abstract void Disarm();

    private protected void Fail(QueueFault fault) => Fault = Fault == QueueFault.None ? fault : Fault;

    private protected void Call()
    {
        if (_call is not null)
        {
            ulong one = 1;
            // Safe: eight bytes of this frame. Whether it works is the guest's business.
            _ = Libc.write(_call.Number, &one, sizeof(ulong));
        }
    }

    /// <summary>The address here of guest-physical bytes that lie within one region; 0 when they do not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected nint FromGuest(ulong address, uint length)
    {
        nint host = _lastHit.Find(address, length);
        return host != 0 ? host : Memory.FromGuest(address, length, ref _lastHit);
    }

    /// <summary>Has the first bytes of a buffer fetched while other descriptors are read: header and addresses, in one line or two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static void ForeseeFrame(nint host)
    {
        Foresee(host);
        Foresee(host + CacheLine);
    }

    /// <summary>
    /// Has the first lines of buffers fetched for writing, all at once. Lines fetched for reading would do half of it: stores wait,
    /// one after the other, until the other processor gives its copy up (docs/benchmarks.md has what that costs).
    /// </summary>
    private protected static void ForeseeWrites(ReadOnlySpan<BufferSegment> targets)
    {
        fixed (BufferSegment* first = targets)
        {
            // Safe: each segment starts with its address; what cannot be fetched is left alone.
            Foresight.Each(first, targets.Length, (nuint)sizeof(BufferSegment));
        }
    }

    /// <summary>Has one cache line fetched.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static void Foresee(nint host)
    {
        if (Sse.IsSupported)
        {
            // Safe: prefetching reads nothing and never faults.
            Sse.Prefetch0((void*)host);
        }
    }

    /// <summary>The address here of a part of the queue, checked as a whole.</summary>
    private protected nint Part(string name, ulong address, int bytes, uint alignment)
    {
        nint host = address % alignment == 0 ? Memory.FromUser(address, (uint)bytes) : 0;
        return host != 0 ? host : throw new ArgumentException($"the {name} at 0x{address:x}, {bytes} bytes: must be aligned to {alignment} and lie within one region of the guest's memory");
    }

    /// <summary>
    /// Takes one frame. In one piece, or behind a header in a descriptor of its own, it is lent from where it lies; else it is
    /// gathered in the worker's buffer. When it returns true the chain was walked to its end.
    /// </summary>
    private protected bool TryTake<TChain>(ref TChain chain, nint buffer, ref ReceivedFrame frame)
        where TChain : struct, IBufferChain, allows ref struct
    {
        TChain again = chain;
        if (!chain.MoveNext(writable: false, out BufferSegment first))
        {
            return Refuse(chain.Fault);
        }

        if (!chain.MoveNext(writable: false, out BufferSegment second))
        {
            if (chain.Fault != QueueFault.None || first.Length < HeaderBytes)
            {
                return Refuse(chain.Fault == QueueFault.None ? QueueFault.NoRoomForHeader : chain.Fault);
            }

            LendWhole(first.Host, first.Length, ref frame);
            return true;
        }

        if (first.Length == HeaderBytes && !chain.MoveNext(writable: false, out _))
        {
            Lend(first.Host, second.Host, second.Length, ref frame);
            return chain.Fault == QueueFault.None || Refuse(chain.Fault);
        }

        chain = again;
        return Gather(ref chain, buffer, ref frame);
    }

    /// <summary>Lends a frame that lies in one piece behind its header. The length was seen to be that of a header at least.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected void LendWhole(nint host, uint length, ref ReceivedFrame frame) => Lend(host, host + HeaderBytes, length - (uint)HeaderBytes, ref frame);

    /// <summary>Adds one buffer to <see cref="Segments"/>; false after a fault.</summary>
    private protected bool TryCollect<TChain>(ref TChain chain, ushort id)
        where TChain : struct, IBufferChain, allows ref struct
    {
        while (chain.MoveNext(writable: true, out BufferSegment segment))
        {
            if (!_segments.TryAdd(in segment))
            {
                return Refuse(QueueFault.ChainTooLong);
            }
        }

        _segments.EndBuffer(id);
        return chain.Fault == QueueFault.None || Refuse(chain.Fault);
    }

    /// <summary>Writes headers and payload over what was collected.</summary>
    [SkipLocalsInit]
    private protected void Scatter(TransmitFrame* frame, int buffers)
    {
        byte* headers = stackalloc byte[sizeof(VirtioNetHeader) + FrameHeader.Length];
        WriteHeaders(frame, headers, (ushort)buffers);
        _segments.Write(new ReadOnlySpan<byte>(headers, HeaderBytes + frame->HeaderLength), Log);
        _segments.Write(frame->Payload.Span, Log);
    }

    /// <summary>Writes a whole frame to one place in guest memory that has room for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected void WriteWhole(TransmitFrame* frame, nint host, ulong guest)
    {
        // Safe: the caller has checked that header and frame fit behind the address.
        WriteHeaders(frame, (byte*)host, 1);
        FrameCopy.Copy(host + HeaderBytes + frame->HeaderLength, frame->Payload.Address, frame->Payload.Length);
        Log?.Mark(guest, (uint)(HeaderBytes + frame->HeaderLength + frame->Payload.Length));
    }

    private bool Refuse(QueueFault fault)
    {
        Fail(fault);
        return false;
    }

    /// <summary>A frame in one piece is forwarded from where it lies; its header is copied, and judged as copied.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Lend(nint header, nint data, uint length, ref ReceivedFrame frame)
    {
        ReadHeader(header, ref frame.Offload);
        frame.Data = new FrameSlice(data, (int)Math.Min(length, FrameArena.FrameBytes));
        frame.StrippedTag = 0;
        frame.Truncated = length > FrameArena.FrameBytes;
    }

    private bool Gather<TChain>(ref TChain chain, nint buffer, ref ReceivedFrame frame)
        where TChain : struct, IBufferChain, allows ref struct
    {
        // Safe: header and frame together fill at most the arena's buffer, from the header's place before the frame.
        byte* start = (byte*)buffer + FrameArena.FrameOffset - HeaderBytes;
        int room = HeaderBytes + FrameArena.FrameBytes;
        int filled = 0;
        bool truncated = false;
        while (chain.MoveNext(writable: false, out BufferSegment segment))
        {
            int take = (int)Math.Min(segment.Length, (uint)(room - filled));
            new ReadOnlySpan<byte>((void*)segment.Host, take).CopyTo(new Span<byte>(start + filled, take));
            filled += take;
            truncated |= take < segment.Length;
        }

        if (chain.Fault != QueueFault.None || filled < HeaderBytes)
        {
            return Refuse(chain.Fault != QueueFault.None ? chain.Fault : QueueFault.NoRoomForHeader);
        }

        frame = new ReceivedFrame { Data = new FrameSlice((nint)start + HeaderBytes, filled - HeaderBytes), Truncated = truncated };
        ReadHeader((nint)start, ref frame.Offload);
        return true;
    }

    /// <summary>The caller has checked that the header's bytes lie there; ten of them are all that is looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReadHeader(nint at, ref VirtioNetHeader header) => header.Set(*(ulong*)at, *(ushort*)(at + sizeof(ulong)));

    /// <summary>The offload header as far as the driver knows it, then the frame's private headers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteHeaders(TransmitFrame* frame, byte* target, ushort buffers)
    {
        // Safe: the caller has room for both headers. HeaderLength was checked against the struct's room.
        *(ulong*)target = *(ulong*)&frame->Offload;
        *(ushort*)(target + 8) = frame->Offload.ChecksumOffset;
        if (HeaderBytes > 10)
        {
            *(ushort*)(target + 10) = buffers;
        }

        byte* header = (byte*)&frame->Header;
        byte* place = target + HeaderBytes;
        if (frame->HeaderLength == FrameHeader.Untagged)
        {
            // Read in the pieces in which it was written; the last two bytes are no header's.
            ulong second = *(ulong*)(header + sizeof(ulong));
            *(ulong*)place = *(ulong*)header;
            *(uint*)(place + 8) = (uint)second;
            *(ushort*)(place + 12) = (ushort)(second >> 32);
        }
        else
        {
            new ReadOnlySpan<byte>(header, frame->HeaderLength).CopyTo(new Span<byte>(place, frame->HeaderLength));
        }
    }
}
