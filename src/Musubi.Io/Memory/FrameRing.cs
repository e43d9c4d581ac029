using System.Runtime.InteropServices;
using Musubi.Io.Ports;

namespace Musubi.Io.Memory;

/// <summary>
/// Frames on their way from one thread to another: a bounded ring with one writer and one reader, into which the writer
/// copies, so that the source of a frame is free at once. Each frame carries a number that says what it is for. The memory
/// is touched only as far as it is used.
/// </summary>
public sealed unsafe class FrameRing : IDisposable
{
    /// <summary>Size unless told: holds a dozen offload frames of 64 KB, or thousands of small ones.</summary>
    public const int Bytes = 1 << 20;

    private const int Alignment = 64;
    private const long WrapMark = -1;

    private readonly nint _memory;
    private readonly int _bytes;
    private readonly long[] _ends = new long[MostAtOnce];
    private FrameRingPositions _positions;
    private int _disposed;

    /// <param name="bytes">Its size, a power of two from 4 KiB to 1 GiB. A frame larger than that is never taken.</param>
    public FrameRing(int bytes = Bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 4096);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes & (bytes - 1), 0, nameof(bytes));
        _bytes = bytes;
        // Safe: freed once in Dispose, when writer and reader have ended.
        _memory = (nint)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
    }

    /// <summary>Frames that one <see cref="Peek"/> tells of.</summary>
    public const int MostAtOnce = 64;

    /// <summary>Frames wait that were published. Any thread.</summary>
    public bool HasFrames => Volatile.Read(ref _positions.Published) != Volatile.Read(ref _positions.Read);

    /// <summary>Copies a frame into the ring, unseen until <see cref="Publish"/>; false when there is no room. Writer only.</summary>
    /// <param name="number">What the frame is for; 0 or more.</param>
    public bool TryWrite(long number, in TransmitFrame frame)
    {
        FrameRingEntry head = new() { Number = number, PayloadLength = frame.Payload.Length, HeaderLength = frame.HeaderLength, Offload = frame.Offload, Origin = frame.Origin };
        int size = Align(PayloadOffset(in head) + frame.Payload.Length);
        int offset = (int)(_positions.Written & (_bytes - 1));
        int skip = offset + size > _bytes ? _bytes - offset : 0;
        if (_positions.Written + skip + size - Volatile.Read(ref _positions.Read) > _bytes)
        {
            return false;
        }

        if (skip > 0)
        {
            // Safe: offsets are multiples of the alignment below the ring's size, so a number fits behind each.
            *(long*)(_memory + offset) = WrapMark;
            _positions.Written += skip;
            offset = 0;
        }

        // Safe: entry, header and payload end within the ring, checked above; the reader does not look before Publish.
        FrameRingEntry* entry = (FrameRingEntry*)(_memory + offset);
        *entry = head;
        ((ReadOnlySpan<byte>)frame.Header)[..head.KeptHeaderBytes].CopyTo(new Span<byte>(entry + 1, head.KeptHeaderBytes));
        frame.Payload.Span.CopyTo(new Span<byte>((byte*)entry + PayloadOffset(in head), frame.Payload.Length));
        _positions.Written += size;
        return true;
    }

    /// <summary>Shows the reader what was written. Writer only.</summary>
    public void Publish() => Volatile.Write(ref _positions.Published, _positions.Written);

    /// <summary>
    /// Lends the oldest frames, at most <see cref="MostAtOnce"/>, until <see cref="Release"/>, and returns how many. Reader only.
    /// </summary>
    public int Peek(Span<long> numbers, Span<TransmitFrame> frames)
    {
        long published = Volatile.Read(ref _positions.Published);
        long at = _positions.Read;
        int most = Math.Min(Math.Min(numbers.Length, frames.Length), MostAtOnce);
        int count = 0;
        while (at != published && count < most)
        {
            int offset = (int)(at & (_bytes - 1));
            // Safe: only whole entries that TryWrite laid down lie between the two positions, and it wraps at this mark.
            FrameRingEntry* entry = (FrameRingEntry*)(_memory + offset);
            if (entry->Number == WrapMark)
            {
                at += _bytes - offset;
                continue;
            }

            numbers[count] = entry->Number;
            int payload = PayloadOffset(in *entry);
            ref TransmitFrame frame = ref frames[count];
            (frame.Offload, frame.HeaderLength, frame.Origin) = (entry->Offload, entry->HeaderLength, entry->Origin);
            new ReadOnlySpan<byte>(entry + 1, entry->KeptHeaderBytes).CopyTo(frame.Header);
            frame.Payload = new FrameSlice((nint)entry + payload, entry->PayloadLength);
            at += Align(payload + entry->PayloadLength);
            _ends[count++] = at;
        }

        return count;
    }

    /// <summary>Gives back the first <paramref name="count"/> frames of the last <see cref="Peek"/>. Reader only.</summary>
    public void Release(int count)
    {
        if (count > 0)
        {
            Volatile.Write(ref _positions.Read, _ends[count - 1]);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            // Safe: exchanged above, so freed exactly once.
            NativeMemory.AlignedFree((void*)_memory);
        }
    }

    private static int PayloadOffset(in FrameRingEntry entry) => Align(sizeof(FrameRingEntry) + entry.KeptHeaderBytes);

    private static int Align(int bytes) => (bytes + Alignment - 1) & -Alignment;
}
