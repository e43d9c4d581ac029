namespace Musubi.Io.Virtio.Driver;

/// <summary>
/// The driver's side of a split virtqueue (virtio 1.2, 2.7), for tests, fuzzing and load generators. It keeps the rules unless
/// told otherwise: <see cref="Descriptor"/>, <see cref="WriteEntry"/> and <see cref="WriteIndex"/> write what a hostile guest would.
/// One thread.
/// </summary>
public sealed unsafe class SplitDriver : DriverQueue
{
    private const int IndexOffset = 2;
    private const int RingOffset = 4;

    private readonly DriverMemory _memory;
    private readonly VirtioFeatures _features;
    private readonly int _mask;
    private readonly SplitDescriptor* _table;
    private readonly byte* _available;
    private readonly byte* _used;
    private readonly ushort[] _free;
    private readonly ushort[] _links;
    private int _freeCount;
    private ushort _nextAvailable;
    private ushort _published;
    private ushort _nextUsed;

    /// <param name="size">A power of two.</param>
    public SplitDriver(DriverMemory memory, int size, VirtioFeatures features)
        : base(size)
    {
        (_memory, _features, _mask) = (memory, features, size - 1);
        DescriptorsOffset = memory.Allocate(size * sizeof(SplitDescriptor), 16);
        AvailableOffset = memory.Allocate(RingOffset + (size * sizeof(ushort)) + sizeof(ushort), 64);
        UsedOffset = memory.Allocate(RingOffset + (size * sizeof(UsedElement)) + sizeof(ushort), 64);
        // Safe: the three parts were allocated with these lengths.
        _table = (SplitDescriptor*)memory.Address(DescriptorsOffset, size * sizeof(SplitDescriptor));
        _available = (byte*)memory.Address(AvailableOffset, RingOffset + (size * sizeof(ushort)) + sizeof(ushort));
        _used = (byte*)memory.Address(UsedOffset, RingOffset + (size * sizeof(UsedElement)) + sizeof(ushort));
        _free = [.. Enumerable.Range(0, size).Select(i => (ushort)(size - 1 - i))];
        _links = new ushort[size];
        _freeCount = size;
    }

    public override int FreeDescriptors => _freeCount;

    public override bool WantsKick
    {
        get
        {
            ushort before = _published;
            ushort now = _published = _nextAvailable;
            Interlocked.MemoryBarrier();
            if ((_features & VirtioFeatures.EventIndex) == 0)
            {
                return now != before && (Volatile.Read(ref *(ushort*)_used) & 1) == 0;
            }

            ushort at = Volatile.Read(ref *(ushort*)(_used + RingOffset + (Size * sizeof(UsedElement))));
            return (ushort)(now - at - 1) < (ushort)(now - before);
        }
    }

    /// <summary>Buffers that the device has given back and that were not taken yet.</summary>
    public int UsedCount => (ushort)(Volatile.Read(ref *(ushort*)(_used + IndexOffset)) - _nextUsed);

    public override bool HasUsed => UsedCount != 0;

    public override int Add(ReadOnlySpan<DriverBuffer> pieces, bool writable)
    {
        if (pieces.IsEmpty || _freeCount < pieces.Length)
        {
            return -1;
        }

        int previous = -1;
        int head = -1;
        foreach (DriverBuffer piece in pieces)
        {
            ushort index = _free[--_freeCount];
            // Safe: the index is below the table's size.
            _table[index] = new SplitDescriptor { Address = DriverMemory.GuestBase + (ulong)piece.Offset, Length = (uint)piece.Length, Flags = writable ? SplitDescriptor.Writable : (ushort)0 };
            if (previous < 0)
            {
                head = index;
            }
            else
            {
                _table[previous].Flags |= SplitDescriptor.Next;
                _table[previous].NextIndex = index;
            }

            previous = index;
        }

        _links[head] = (ushort)pieces.Length;
        Offer((ushort)head);
        return head;
    }

    public override int AddIndirect(ReadOnlySpan<DriverBuffer> pieces, int tableOffset, bool writable)
    {
        if (_freeCount == 0)
        {
            return -1;
        }

        // Safe: checked by Address.
        SplitDescriptor* table = (SplitDescriptor*)_memory.Address(tableOffset, pieces.Length * sizeof(SplitDescriptor));
        for (int i = 0; i < pieces.Length; i++)
        {
            bool last = i == pieces.Length - 1;
            table[i] = new SplitDescriptor
            {
                Address = DriverMemory.GuestBase + (ulong)pieces[i].Offset,
                Length = (uint)pieces[i].Length,
                Flags = (ushort)((writable ? SplitDescriptor.Writable : 0) | (last ? 0 : SplitDescriptor.Next)),
                NextIndex = (ushort)(last ? 0 : i + 1),
            };
        }

        ushort head = _free[--_freeCount];
        _table[head] = new SplitDescriptor
        {
            Address = DriverMemory.GuestBase + (ulong)tableOffset,
            Length = (uint)(pieces.Length * sizeof(SplitDescriptor)),
            Flags = SplitDescriptor.Indirect,
        };
        _links[head] = 1;
        Offer(head);
        return head;
    }

    public override void Publish() => WriteIndex(_nextAvailable);

    public override bool TryTake(out int number, out uint written)
    {
        (number, written) = (-1, 0);
        if (UsedCount == 0)
        {
            return false;
        }

        // Safe: the mask keeps the slot within the ring.
        UsedElement used = *((UsedElement*)(_used + RingOffset) + (_nextUsed & _mask));
        _nextUsed++;
        (number, written) = ((int)used.Head, used.Length);
        Free(number);
        return true;
    }

    public override void WantCall(bool wanted)
    {
        if ((_features & VirtioFeatures.EventIndex) != 0)
        {
            // Safe: the two bytes behind the available ring.
            Volatile.Write(ref *(ushort*)(_available + RingOffset + (Size * sizeof(ushort))), (ushort)(wanted ? _nextUsed : _nextUsed - 1));
        }
        else
        {
            Volatile.Write(ref *(ushort*)_available, (ushort)(wanted ? 0 : 1));
        }

        Interlocked.MemoryBarrier();
    }

    /// <summary>A descriptor of the table, to be written as one likes.</summary>
    internal ref SplitDescriptor Descriptor(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Size);
        return ref _table[index]; // Safe: checked above.
    }

    /// <summary>Puts any head at any place of the available ring.</summary>
    public void WriteEntry(int slot, ushort head) =>
        // Safe: the mask keeps the slot within the ring.
        Volatile.Write(ref *(ushort*)(_available + RingOffset + ((slot & _mask) * sizeof(ushort))), head);

    /// <summary>Sets the available index to any value.</summary>
    public void WriteIndex(ushort index) => Volatile.Write(ref *(ushort*)(_available + IndexOffset), index);

    private void Offer(ushort head) => WriteEntry(_nextAvailable++, head);

    private void Free(int head)
    {
        int index = head;
        for (int left = _links[head]; left > 0; left--)
        {
            _free[_freeCount++] = (ushort)index;
            index = _table[index].NextIndex;
        }
    }
}
