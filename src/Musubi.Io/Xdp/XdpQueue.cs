using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Offload;
using Musubi.Io.Ports;

namespace Musubi.Io.Xdp;

/// <summary>
/// One queue of a NIC: receives without a copy of its own, from the memory that the kernel fills; sends by one copy into it. One
/// worker at a time. Nothing is allocated after construction.
/// </summary>
internal sealed unsafe class XdpQueue : IDisposable
{
    private const long ReceivePage = 0;
    private const long TransmitPage = 0x8000_0000;
    private const long FillPage = 0x1_0000_0000;
    private const long CompletionPage = 0x1_8000_0000;

    private readonly XdpShape _shape;
    private readonly XdpMapping _memory;
    private readonly XdpRing _receive;
    private readonly XdpRing _fill;
    private readonly XdpRing _transmit;
    private readonly XdpRing _completion;
    private readonly ulong[] _free;
    private readonly FrameArena _scratch;
    private readonly XdpKick _kick;
    private int _freeCount;
    private uint _lent;
    private bool _hasNews;

    /// <summary>Takes up a fresh socket of <see cref="XdpSocket.Open"/>, of the same shape; descriptors stay the caller's.</summary>
    /// <exception cref="SystemCallException">It is none, or was used before (Busy).</exception>
    public XdpQueue(FileDescriptor socket, FileDescriptor memory, XdpShape shape, FrameArena scratch)
    {
        (_shape, _scratch, _kick) = (shape, scratch, new XdpKick(socket.Number));
        int entries = shape.RingEntries;
        List<IDisposable> made = [];
        try
        {
            XdpMapOffsets offsets = XdpQueries.MapOffsets(socket);
            _memory = Keep(made, MapMemory(memory, shape));
            _receive = Keep(made, new XdpRing(socket, ReceivePage, in offsets.Receive, entries, sizeof(XdpDescriptor)));
            _transmit = Keep(made, new XdpRing(socket, TransmitPage, in offsets.Transmit, entries, sizeof(XdpDescriptor)));
            _fill = Keep(made, new XdpRing(socket, FillPage, in offsets.Fill, entries, sizeof(ulong)));
            _completion = Keep(made, new XdpRing(socket, CompletionPage, in offsets.Completion, entries, sizeof(ulong)));
            if (!_fill.IsUnused || !_transmit.IsUnused)
            {
                throw new SystemCallException("map rings (AF_XDP): the socket was used before", Errno.Busy);
            }
        }
        catch (SystemCallException)
        {
            made.ForEach(one => one.Dispose());
            throw;
        }

        _free = new ulong[entries];
        for (int i = 0; i < entries; i++)
        {
            _fill.Put((ulong)i * (ulong)shape.FrameBytes);
            _free[i] = (ulong)(entries + i) * (ulong)shape.FrameBytes;
        }

        _freeCount = entries;
        _fill.Publish();
    }

    public PortFault Fault => _kick.Fault;

    /// <summary>Frames wait.</summary>
    public bool HasFrames => _receive.Waiting(1) > 0;

    public int Receive(Span<ReceivedFrame> frames, FrameArena arena)
    {
        int most = Math.Min(frames.Length, arena.Buffers);
        uint waiting = _receive.Waiting((uint)_shape.RingEntries);
        int count = 0;
        uint taken = 0;
        while (count < most && taken < waiting)
        {
            XdpDescriptor first = _receive.Descriptor(taken);
            if ((first.Options & XdpDescriptor.Continued) != 0)
            {
                uint pieces = Gather(taken, waiting, arena.Address(count), ref frames[count]);
                if (pieces == 0)
                {
                    break;
                }

                taken += pieces;
                count++;
                continue;
            }

            frames[count++] = new ReceivedFrame { Data = Piece(in first) };
            taken++;
        }

        _lent = taken;
        return count;
    }

    /// <summary>Gives the buffers of the last <see cref="Receive"/> back to the kernel.</summary>
    public void Complete()
    {
        if (_lent == 0)
        {
            return;
        }

        ulong chunk = ~((ulong)_shape.FrameBytes - 1);
        for (uint i = 0; i < _lent; i++)
        {
            _fill.Put(_receive.Descriptor(i).Address & chunk);
        }

        _receive.Release(_lent);
        _fill.Publish();
        _lent = 0;
        if (_fill.WantsWakeup)
        {
            _kick.Receive();
        }
    }

    /// <summary>Puts one frame into the ring; the kernel sees it at <see cref="Flush"/>.</summary>
    public void Transmit(in TransmitFrame frame, ref TransmitTally tally)
    {
        int bytes = frame.HeaderLength + frame.Payload.Length;
        if ((uint)(frame.HeaderLength - 1) >= FrameHeader.Length)
        {
            tally.Failed++;
        }
        else if (bytes > _shape.FrameBytes || !SoftwareSegmenter.IsPlain(in frame))
        {
            TransmitInPieces(in frame, ref tally);
        }
        else if (HasRoom(1))
        {
            ulong address = _free[--_freeCount];
            // Safe: the buffer is one of ours and at least as long as header and payload together.
            Span<byte> buffer = new((byte*)_memory.Address + address, bytes);
            ((ReadOnlySpan<byte>)frame.Header)[..frame.HeaderLength].CopyTo(buffer);
            frame.Payload.Span.CopyTo(buffer[frame.HeaderLength..]);
            _transmit.Put(new XdpDescriptor { Address = address, Length = (uint)bytes });
            Count(bytes, ref tally);
        }
        else
        {
            tally.QueueFull++;
        }
    }

    /// <summary>Shows the kernel what was transmitted, and wakes it where it sleeps.</summary>
    public void Flush()
    {
        if (_hasNews)
        {
            _transmit.Publish();
            _hasNews = !_kick.Transmit(_transmit);
        }
    }

    /// <summary>Frames wait, or the kernel did not take all of what was sent; finds out, too, whether the interface is still there.</summary>
    public bool Arm()
    {
        _kick.Receive();
        Flush();
        return HasFrames || (_hasNews && _kick.IsBackedUp);
    }

    public void Dispose()
    {
        _receive.Dispose();
        _transmit.Dispose();
        _fill.Dispose();
        _completion.Dispose();
        _memory.Dispose();
    }

    private static XdpMapping MapMemory(FileDescriptor memory, XdpShape shape)
    {
        // A file that is shorter than it should be, or could become so, would kill its reader.
        return MemoryFile.CannotShrink(memory) && MemoryFile.Length(memory) >= shape.MemoryBytes
            ? new XdpMapping(memory, shape.MemoryBytes, 0)
            : throw new SystemCallException("map memory (AF_XDP): it is too short, or not sealed", Errno.InvalidArgument);
    }

    private static T Keep<T>(List<IDisposable> made, T one)
        where T : IDisposable
    {
        made.Add(one);
        return one;
    }

    /// <summary>Segments, checksums and frames of several buffers go through the worker's own memory.</summary>
    private void TransmitInPieces(in TransmitFrame frame, ref TransmitTally tally)
    {
        if (!SoftwareSegmenter.TryStart(in frame, out SoftwareSegmenter segmenter))
        {
            tally.Failed++;
            return;
        }

        int chunks = (segmenter.LargestBytes + _shape.FrameBytes - 1) / _shape.FrameBytes;
        if (segmenter.LargestBytes > FrameArena.BufferBytes || (long)chunks * segmenter.Count > _shape.RingEntries)
        {
            tally.TooBig++;
            return;
        }

        if (!HasRoom(chunks * segmenter.Count))
        {
            tally.QueueFull++;
            return;
        }

        Span<byte> scratch = _scratch.Buffer(0);
        int bytes;
        while ((bytes = segmenter.WriteNext(scratch)) > 0)
        {
            Put(scratch[..bytes]);
        }

        Count(frame.HeaderLength + frame.Payload.Length, ref tally);
    }

    private void Put(ReadOnlySpan<byte> frame)
    {
        while (!frame.IsEmpty)
        {
            int bytes = Math.Min(frame.Length, _shape.FrameBytes);
            ulong address = _free[--_freeCount];
            // Safe: the buffer is one of ours, and no more than its length is written.
            frame[..bytes].CopyTo(new Span<byte>((byte*)_memory.Address + address, bytes));
            frame = frame[bytes..];
            _transmit.Put(new XdpDescriptor { Address = address, Length = (uint)bytes, Options = frame.IsEmpty ? 0 : XdpDescriptor.Continued });
        }
    }

    private void Count(int bytes, ref TransmitTally tally)
    {
        tally.Sent++;
        tally.Bytes += bytes;
        _hasNews = true;
    }

    /// <summary>So many buffers are free, perhaps after the kernel was shown what waits for it.</summary>
    private bool HasRoom(int buffers)
    {
        if (_freeCount >= buffers)
        {
            return true;
        }

        Reclaim();
        if (_freeCount < buffers)
        {
            Flush();
            Reclaim();
        }

        return _freeCount >= buffers;
    }

    private void Reclaim()
    {
        uint sent = _completion.Waiting((uint)(_free.Length - _freeCount));
        for (uint i = 0; i < sent; i++)
        {
            _free[_freeCount++] = _completion.Address(i);
        }

        if (sent > 0)
        {
            _completion.Release(sent);
        }
    }

    /// <summary>Puts a frame together in the worker's buffer. 0 when its last piece is not there yet.</summary>
    private uint Gather(uint from, uint waiting, nint buffer, ref ReceivedFrame frame)
    {
        int filled = 0;
        bool truncated = false;
        for (uint at = from; at < waiting; at++)
        {
            XdpDescriptor descriptor = _receive.Descriptor(at);
            ReadOnlySpan<byte> piece = Piece(in descriptor).Span;
            int take = Math.Min(piece.Length, FrameArena.FrameBytes - filled);
            // Safe: never more than the arena's buffer has behind the frame's place.
            piece[..take].CopyTo(new Span<byte>((byte*)buffer + FrameArena.FrameOffset + filled, take));
            filled += take;
            truncated |= take < piece.Length;
            if ((descriptor.Options & XdpDescriptor.Continued) == 0)
            {
                frame = new ReceivedFrame { Data = new FrameSlice(buffer + FrameArena.FrameOffset, filled), Truncated = truncated };
                return at + 1 - from;
            }
        }

        return 0;
    }

    /// <summary>The bytes that a descriptor names; none when they do not lie in the memory, which would be the kernel's mistake.</summary>
    private FrameSlice Piece(in XdpDescriptor descriptor)
    {
        bool lies = descriptor.Address < (ulong)_memory.Bytes && descriptor.Length <= (ulong)_memory.Bytes - descriptor.Address;
        return lies ? new FrameSlice(_memory.Address + (nint)descriptor.Address, (int)descriptor.Length) : default;
    }
}
