using Musubi.Io.Vhost;

namespace Musubi.Io.Virtio;

/// <summary>
/// Walks one descriptor chain of a split queue. Each descriptor is copied once and what is judged is the copy; the steps are
/// bounded by the table, so a circle ends in a fault. On the stack of the worker.
/// </summary>
internal unsafe ref struct SplitChain : IBufferChain
{
    private readonly GuestMemory _memory;
    private readonly bool _indirectAllowed;
    private SplitDescriptor* _table;
    private int _tableSize;
    private int _stepsLeft;
    private int _next;
    private bool _indirect;

    /// <param name="table">The queue's descriptor table.</param>
    /// <param name="size">Its descriptors.</param>
    /// <param name="head">What the ring says; a fault unless it is below <paramref name="size"/>.</param>
    public SplitChain(GuestMemory memory, SplitDescriptor* table, int size, int head, bool indirectAllowed)
    {
        _memory = memory;
        _indirectAllowed = indirectAllowed;
        _table = table;
        (_tableSize, _stepsLeft, _next) = (size, Math.Min(size, VirtQueueLimits.MostOfChain), head);
        if (head >= size)
        {
            Fail(QueueFault.HeadOutOfRange);
        }
    }

    public QueueFault Fault { get; private set; }

    /// <summary>The next descriptor's bytes; false at the end of the chain and after a fault.</summary>
    public bool MoveNext(bool writable, out BufferSegment segment)
    {
        segment = default;
        if (_next < 0)
        {
            return false;
        }

        // Safe: _next is below the table's size, and the table was checked to lie in guest memory as a whole.
        SplitDescriptor descriptor = _table[_next];
        if ((descriptor.Flags & SplitDescriptor.Indirect) != 0)
        {
            if (!Enter(in descriptor))
            {
                return Fail(QueueFault.BadIndirect);
            }

            descriptor = _table[0];
            if ((descriptor.Flags & SplitDescriptor.Indirect) != 0)
            {
                return Fail(QueueFault.BadIndirect);
            }
        }

        if (!Advance(in descriptor))
        {
            return false;
        }

        if ((descriptor.Flags & SplitDescriptor.Writable) != 0 != writable)
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

    private bool Enter(in SplitDescriptor descriptor)
    {
        uint entries = descriptor.Length / (uint)sizeof(SplitDescriptor);
        if (_indirect || !_indirectAllowed || (descriptor.Flags & SplitDescriptor.Next) != 0
            || entries is 0 or > VirtQueueLimits.MostOfChain || entries * (uint)sizeof(SplitDescriptor) != descriptor.Length)
        {
            return false;
        }

        nint table = _memory.FromGuest(descriptor.Address, descriptor.Length);
        if (table == 0)
        {
            return false;
        }

        _indirect = true;
        _table = (SplitDescriptor*)table;
        (_tableSize, _stepsLeft) = ((int)entries, (int)entries);
        return true;
    }

    private bool Advance(in SplitDescriptor descriptor)
    {
        if ((descriptor.Flags & SplitDescriptor.Next) == 0)
        {
            _next = -1;
            return true;
        }

        if (--_stepsLeft <= 0)
        {
            return Fail(QueueFault.ChainTooLong);
        }

        _next = descriptor.NextIndex;
        return _next < _tableSize || Fail(QueueFault.NextOutOfRange);
    }

    private bool Fail(QueueFault fault)
    {
        Fault = Fault == QueueFault.None ? fault : Fault;
        _next = -1;
        return false;
    }
}
