using Musubi.Io.Vhost;

namespace Musubi.Io.Virtio;

/// <summary>
/// Walks one buffer of a packed queue: descriptors that follow each other in the ring, or an indirect table. Each is copied
/// once and what is judged is the copy. On the stack of the worker.
/// </summary>
internal unsafe ref struct PackedChain(GuestMemory memory, PackedDescriptor* ring, int size, PackedCursor start, bool indirectAllowed) : IBufferChain
{
    private readonly GuestMemory _memory = memory;
    private readonly PackedDescriptor* _ring = ring;
    private PackedCursor _cursor = start;
    private PackedDescriptor* _table;
    private int _tableSize;
    private int _tableNext;
    private bool _ended;

    public QueueFault Fault { get; private set; }

    /// <summary>Places of the ring that the buffer takes, once it was walked to its end.</summary>
    public int Places { get; private set; }

    /// <summary>The buffer's id, once it was walked to its end.</summary>
    public ushort Id { get; private set; }

    public bool MoveNext(bool writable, out BufferSegment segment)
    {
        segment = default;
        if (_ended)
        {
            return false;
        }

        PackedDescriptor descriptor;
        if (_table != null)
        {
            // Safe: below the table's size, and the table was checked to lie in guest memory as a whole.
            descriptor = _table[_tableNext++];
            _ended = _tableNext == _tableSize;
            if ((descriptor.Flags & PackedDescriptor.Indirect) != 0)
            {
                return Fail(QueueFault.BadIndirect);
            }
        }
        else if (!TryStep(out descriptor))
        {
            return false;
        }

        if ((descriptor.Flags & PackedDescriptor.Writable) != 0 != writable)
        {
            return Fail(QueueFault.WrongDirection);
        }

        nint host = _memory.FromGuest(descriptor.Address, descriptor.Length);
        if (host == 0)
        {
            return Fail(QueueFault.AddressOutOfRange);
        }

        segment = new BufferSegment(host, descriptor.Length, descriptor.Address);
        return true;
    }

    private bool TryStep(out PackedDescriptor descriptor)
    {
        // Safe: the cursor stays below the ring's size; the ring was checked as a whole.
        descriptor = _ring[_cursor.Index];
        bool more = (descriptor.Flags & PackedDescriptor.Next) != 0;
        if (++Places > size || (more && Places >= Math.Min(size, VirtQueueLimits.MostOfChain)))
        {
            return Fail(QueueFault.ChainTooLong);
        }

        _cursor.Advance(1);
        _ended = !more;
        // Only the last one's id counts; drivers leave what they like in the others (virtio 1.2, 2.8.6).
        Id = descriptor.Id;
        if (_ended && Id >= size)
        {
            return Fail(QueueFault.BufferIdOutOfRange);
        }

        return (descriptor.Flags & PackedDescriptor.Indirect) == 0 || TryEnter(ref descriptor);
    }

    private bool TryEnter(ref PackedDescriptor descriptor)
    {
        uint entries = descriptor.Length / (uint)sizeof(PackedDescriptor);
        nint table = _memory.FromGuest(descriptor.Address, descriptor.Length);
        // A buffer is either one indirect table or a list (virtio 1.2, 2.8.19).
        if (!indirectAllowed || !_ended || Places != 1 || table == 0
            || entries is 0 or > VirtQueueLimits.MostOfChain || entries * (uint)sizeof(PackedDescriptor) != descriptor.Length)
        {
            return Fail(QueueFault.BadIndirect);
        }

        _table = (PackedDescriptor*)table;
        (_tableSize, _tableNext) = ((int)entries, 1);
        descriptor = _table[0];
        _ended = entries == 1;
        return (descriptor.Flags & PackedDescriptor.Indirect) == 0 || Fail(QueueFault.BadIndirect);
    }

    private bool Fail(QueueFault fault)
    {
        Fault = Fault == QueueFault.None ? fault : Fault;
        _ended = true;
        return false;
    }
}
