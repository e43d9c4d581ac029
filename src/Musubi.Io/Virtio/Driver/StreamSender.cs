using System.Runtime.CompilerServices;
using Musubi.Io.Polling;

namespace Musubi.Io.Virtio.Driver;

/// <summary>
/// The sending side of a load generator over a split ring: each descriptor has a buffer of its own that holds a frame for ever,
/// of which only addresses, ports and stamp change. The device must give buffers back in order. One thread.
/// </summary>
public sealed unsafe class StreamSender
{
    private readonly SplitDriver _queue;
    private readonly byte* _buffers;
    private readonly ushort* _availableIndex;
    private readonly ushort* _used;
    private readonly int _stride;
    private readonly int _mask;
    private readonly uint _checksum;
    private ushort _next;

    /// <param name="memory">Of the made-up guest; it must outlive this.</param>
    /// <param name="queue">Its transmit queue, to which nobody else adds.</param>
    /// <param name="source">MAC of the sender, first octet most significant.</param>
    /// <param name="frameBytes">Of every frame, <see cref="StreamFrame.Bytes"/> at least.</param>
    public StreamSender(DriverMemory memory, SplitDriver queue, ulong source, int frameBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frameBytes, StreamFrame.Bytes);
        (_queue, _mask) = (queue, queue.Size - 1);
        _stride = (StreamFrame.HeaderBytes + frameBytes + 127) & -128;
        int buffers = memory.Allocate(_stride * queue.Size, 128);
        // Safe: the buffers were allocated with that length, the rings by the queue; every access is masked to the queue's size.
        _buffers = (byte*)memory.Address(buffers, _stride * queue.Size);
        _availableIndex = (ushort*)memory.Address(queue.AvailableOffset, 4) + 1;
        _used = (ushort*)memory.Address(queue.UsedOffset, 4);
        for (int i = 0; i < queue.Size; i++)
        {
            queue.Descriptor(i) = new SplitDescriptor { Address = DriverMemory.GuestBase + (ulong)(buffers + (i * _stride)), Length = (uint)(StreamFrame.HeaderBytes + frameBytes) };
            queue.WriteEntry(i, (ushort)i);
            StreamFrame.Prepare(memory.Slice(buffers + (i * _stride) + StreamFrame.HeaderBytes, frameBytes), source);
        }

        _checksum = StreamFrame.ConstantSum(frameBytes);
    }

    /// <summary>Signalled when the device wants to be kicked.</summary>
    public EventFd Kick { get; } = new();

    /// <summary>Frames that can be written now.</summary>
    public int Room => _queue.Size - (ushort)(_next - Volatile.Read(ref _used[1]));

    /// <summary>Writes one of the frames that <see cref="Publish"/> will send.</summary>
    /// <param name="ahead">From 0, below <see cref="Room"/>.</param>
    /// <param name="destination">MAC, first octet most significant.</param>
    /// <param name="flow">Makes the 5-tuple.</param>
    /// <param name="stamp">Comes out at the receiver.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(int ahead, ulong destination, uint flow, long stamp) =>
        // Safe: masked to the buffers, each of which holds a frame.
        StreamFrame.Stamp(_buffers + (((_next + ahead) & _mask) * _stride) + StreamFrame.HeaderBytes, destination, flow, stamp, _checksum);

    /// <summary>Gives one frame another source address, for a station that speaks as many.</summary>
    public void WriteSource(int ahead, ulong source) =>
        // Safe: as above.
        StreamFrame.WriteAddress(_buffers + (((_next + ahead) & _mask) * _stride) + StreamFrame.HeaderBytes + 6, source);

    /// <summary>Sends what was written.</summary>
    public void Publish(int count)
    {
        _next += (ushort)count;
        Volatile.Write(ref *_availableIndex, _next);
        Interlocked.MemoryBarrier();
        if ((Volatile.Read(ref _used[0]) & 1) == 0)
        {
            Kick.Signal();
        }
    }
}
