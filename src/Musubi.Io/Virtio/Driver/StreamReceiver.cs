using System.Runtime.CompilerServices;

namespace Musubi.Io.Virtio.Driver;

/// <summary>
/// The receiving side of a load generator over a split ring: each descriptor has a buffer of its own, which is given back as
/// soon as its frame was looked at. The device must take buffers in order. One thread.
/// </summary>
public sealed unsafe class StreamReceiver
{
    private const int BufferBytes = 2_048;

    private readonly byte* _buffers;
    private readonly ushort* _availableIndex;
    private readonly byte* _used;
    private readonly int _size;
    private ushort _next;
    private ushort _available;

    /// <param name="memory">Of the made-up guest; it must outlive this.</param>
    /// <param name="queue">Its receive queue, to which nobody else adds.</param>
    public StreamReceiver(DriverMemory memory, SplitDriver queue)
    {
        _size = queue.Size;
        int buffers = memory.Allocate(BufferBytes * _size, 128);
        // Safe: as in StreamSender.
        _buffers = (byte*)memory.Address(buffers, BufferBytes * _size);
        ushort* available = (ushort*)memory.Address(queue.AvailableOffset, 4);
        _availableIndex = available + 1;
        _used = (byte*)memory.Address(queue.UsedOffset, 4 + (_size * sizeof(UsedElement)));
        for (int i = 0; i < _size; i++)
        {
            queue.Descriptor(i) = new SplitDescriptor { Address = DriverMemory.GuestBase + (ulong)(buffers + (i * BufferBytes)), Length = BufferBytes, Flags = SplitDescriptor.Writable };
            queue.WriteEntry(i, (ushort)i);
        }

        // The generator polls: no calls.
        Volatile.Write(ref available[0], (ushort)1);
        _available = (ushort)_size;
        Volatile.Write(ref *_availableIndex, _available);
    }

    /// <summary>Frames that have come and were not released.</summary>
    public int Waiting => (ushort)(Volatile.Read(ref *(ushort*)(_used + 2)) - _next);

    /// <summary>Frames that were none of the generator's.</summary>
    public long Foreign { get; private set; }

    /// <summary>Looks at a waiting frame; false when it is none of the generator's.</summary>
    /// <param name="ahead">From 0, below <see cref="Waiting"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(int ahead, out long stamp)
    {
        // Safe: the slot is masked; the buffer's number is masked too, whatever the device says.
        UsedElement used = ((UsedElement*)(_used + 4))[(_next + ahead) & (_size - 1)];
        if (StreamFrame.TryRead(_buffers + ((used.Head & (uint)(_size - 1)) * BufferBytes) + StreamFrame.HeaderBytes, out stamp))
        {
            return true;
        }

        Foreign++;
        return false;
    }

    /// <summary>Gives the buffers of the first waiting frames back.</summary>
    public void Release(int count)
    {
        _next += (ushort)count;
        _available += (ushort)count;
        Volatile.Write(ref *_availableIndex, _available);
    }
}
