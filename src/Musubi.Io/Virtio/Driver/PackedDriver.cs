namespace Musubi.Io.Virtio.Driver;

/// <summary>
/// The driver's side of a packed virtqueue (virtio 1.2, 2.8). It keeps the rules unless told otherwise: <see cref="Descriptor"/>
/// writes what a hostile guest would. One thread.
/// </summary>
public sealed unsafe class PackedDriver : DriverQueue
{
    private const int SuppressionBytes = 4;
    private const ushort EventsOn = 0;
    private const ushort EventsOff = 1;
    private const ushort EventsAt = 2;

    private readonly DriverMemory _memory;
    private readonly bool _eventIndex;
    private readonly PackedDescriptor* _ring;
    private readonly ushort* _driver;
    private readonly ushort* _device;
    private readonly Stack<ushort> _freeIds;
    private readonly int[] _places;
    private PackedCursor _available;
    private PackedCursor _used;
    private PackedCursor _kicked;
    private PackedDescriptor* _first;
    private ushort _firstFlags;
    private int _free;
    private int _added;

    /// <param name="size">1..32768.</param>
    public PackedDriver(DriverMemory memory, int size, VirtioFeatures features)
        : base(size)
    {
        _memory = memory;
        _eventIndex = (features & VirtioFeatures.EventIndex) != 0;
        DescriptorsOffset = memory.Allocate(size * sizeof(PackedDescriptor), 64);
        AvailableOffset = memory.Allocate(SuppressionBytes, 64);
        UsedOffset = memory.Allocate(SuppressionBytes, 64);
        // Safe: the three parts were allocated with these lengths.
        _ring = (PackedDescriptor*)memory.Address(DescriptorsOffset, size * sizeof(PackedDescriptor));
        _driver = (ushort*)memory.Address(AvailableOffset, SuppressionBytes);
        _device = (ushort*)memory.Address(UsedOffset, SuppressionBytes);
        _freeIds = new Stack<ushort>(Enumerable.Range(0, size).Select(i => (ushort)(size - 1 - i)));
        _places = new int[size];
        _free = size;
        _available = _used = _kicked = new PackedCursor(size, 0, wrap: true);
    }

    public override int FreeDescriptors => _free;

    public override bool WantsKick
    {
        get
        {
            (int added, PackedCursor before) = (_added, _kicked);
            (_added, _kicked) = (0, _available);
            Interlocked.MemoryBarrier();
            ushort flags = Volatile.Read(ref _device[1]);
            if (added == 0 || flags == EventsOff)
            {
                return false;
            }

            ushort at = Volatile.Read(ref _device[0]);
            int distance = (at & 0x7fff) - before.Index + ((at & 0x8000) != 0 != before.Wrap ? Size : 0);
            return flags == EventsOn || !_eventIndex || (distance >= 0 && distance < added);
        }
    }

    public override bool HasUsed
    {
        get
        {
            // Safe: the cursor stays below the ring's size.
            ushort flags = Volatile.Read(ref _ring[_used.Index].Flags);
            return _free < Size && (flags & PackedDescriptor.Used) != 0 == _used.Wrap && (flags & PackedDescriptor.Available) != 0 == _used.Wrap;
        }
    }

    public override int Add(ReadOnlySpan<DriverBuffer> pieces, bool writable)
    {
        if (pieces.IsEmpty || _free < pieces.Length || !_freeIds.TryPop(out ushort id))
        {
            return -1;
        }

        for (int i = 0; i < pieces.Length; i++)
        {
            bool last = i == pieces.Length - 1;
            Put(DriverMemory.GuestBase + (ulong)pieces[i].Offset, (uint)pieces[i].Length, id, (writable ? PackedDescriptor.Writable : 0) | (last ? 0 : PackedDescriptor.Next));
        }

        _places[id] = pieces.Length;
        return id;
    }

    public override int AddIndirect(ReadOnlySpan<DriverBuffer> pieces, int tableOffset, bool writable)
    {
        if (_free == 0 || !_freeIds.TryPop(out ushort id))
        {
            return -1;
        }

        // Safe: checked by Address.
        PackedDescriptor* table = (PackedDescriptor*)_memory.Address(tableOffset, pieces.Length * sizeof(PackedDescriptor));
        for (int i = 0; i < pieces.Length; i++)
        {
            table[i] = new PackedDescriptor
            {
                Address = DriverMemory.GuestBase + (ulong)pieces[i].Offset,
                Length = (uint)pieces[i].Length,
                Flags = writable ? PackedDescriptor.Writable : (ushort)0,
            };
        }

        Put(DriverMemory.GuestBase + (ulong)tableOffset, (uint)(pieces.Length * sizeof(PackedDescriptor)), id, PackedDescriptor.Indirect);
        _places[id] = 1;
        return id;
    }

    public override void Publish()
    {
        if (_first != null)
        {
            Volatile.Write(ref _first->Flags, _firstFlags);
            _first = null;
        }
    }

    public override bool TryTake(out int number, out uint written)
    {
        (number, written) = (-1, 0);
        if (!HasUsed)
        {
            return false;
        }

        // Safe: the cursor stays below the ring's size.
        PackedDescriptor* slot = _ring + _used.Index;
        (number, written) = (slot->Id, slot->Length);
        int places = _places[number];
        _used.Advance(places);
        _free += places;
        _freeIds.Push((ushort)number);
        return true;
    }

    public override void WantCall(bool wanted)
    {
        Volatile.Write(ref _driver[0], _used.Value);
        Volatile.Write(ref _driver[1], !wanted ? EventsOff : _eventIndex ? EventsAt : EventsOn);
        Interlocked.MemoryBarrier();
    }

    /// <summary>A descriptor of the ring, to be written as one likes.</summary>
    internal ref PackedDescriptor Descriptor(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Size);
        return ref _ring[index]; // Safe: checked above.
    }

    private void Put(ulong address, uint length, ushort id, int kind)
    {
        // Safe: the cursor stays below the ring's size. The first of all that was added is shown last.
        PackedDescriptor* slot = _ring + _available.Index;
        slot->Address = address;
        slot->Length = length;
        slot->Id = id;
        ushort flags = (ushort)(kind | (_available.Wrap ? PackedDescriptor.Available : PackedDescriptor.Used));
        if (_first == null)
        {
            _first = slot;
            _firstFlags = flags;
        }
        else
        {
            Volatile.Write(ref slot->Flags, flags);
        }

        _available.Advance(1);
        _free--;
        _added++;
    }
}
