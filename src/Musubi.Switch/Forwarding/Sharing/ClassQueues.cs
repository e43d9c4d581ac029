using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding.Pacing;

namespace Musubi.Switch.Forwarding.Sharing;

/// <summary>
/// The frames that the classes of an uplink hold, each class its own in the order in which they came, in slots of one store. Bounded:
/// a class holds in slots of a size no more than are still free of it, and one is left for each class that holds none (of as many as
/// half of them): so there is room for one that held nothing, whatever the others do. One thread; the counts may be read by others.
/// </summary>
internal sealed class ClassQueues
{
    private const int None = -1;

    /// <summary>What a class holds at most, in seconds at its rate, within the bounds that follow.</summary>
    private const double HeldSeconds = 0.1;

    /// <summary>Three offload frames, each in the largest of slots.</summary>
    private const long LeastHeld = 3 * FrameArena.BufferBytes;

    private const long MostHeld = 1 << 20;

    private readonly ClassQueue[] _queues;
    private readonly int[] _heldOf;
    private readonly int[] _holders = new int[FrameStore.Sizes];
    private readonly int _leaves;
    private FrameStore _store = null!;
    private HeldFrame[] _frames = [];

    /// <param name="classes">All, with those that hold nothing.</param>
    /// <param name="leaves">Of them, those that may.</param>
    public ClassQueues(int classes, int leaves)
    {
        _leaves = leaves;
        _queues = new ClassQueue[classes];
        Array.Fill(_queues, ClassQueue.Empty);
        _heldOf = new int[classes * FrameStore.Sizes];
    }

    /// <summary>Frames in all of them.</summary>
    public int Held { get; private set; }

    public bool IsEmpty(int index) => _queues[index].First == None;

    /// <summary>Lets a class hold a tenth of a second at its rate.</summary>
    /// <param name="index">The class.</param>
    /// <param name="bitsPerSecond">0 when it has none.</param>
    public void SetRate(int index, long bitsPerSecond) =>
        _queues[index].MostBytes = bitsPerSecond == 0 ? MostHeld : Math.Clamp((long)(HeldSeconds * bitsPerSecond / 8), LeastHeld, MostHeld);

    /// <summary>Before the first frame.</summary>
    /// <param name="store">Where frames are held, the same for all of an uplink.</param>
    /// <param name="frames">By its slots; not to be used by anybody else.</param>
    public void Begin(FrameStore store, HeldFrame[] frames) => (_store, _frames) = (store, frames);

    /// <summary>Takes over what a class of another held, which must not be used any more.</summary>
    public void TakeOver(ClassQueues former, int before, int index)
    {
        ref ClassQueue old = ref former._queues[before];
        ref ClassQueue queue = ref _queues[index];
        if (old.First == None)
        {
            return;
        }

        if (queue.First == None)
        {
            queue.First = old.First;
        }
        else
        {
            _frames[queue.Last].Next = old.First;
        }

        queue.Last = old.Last;
        queue.Frames += old.Frames;
        queue.Bytes += old.Bytes;
        Held += old.Frames;
        for (int size = 0; size < FrameStore.Sizes; size++)
        {
            ref int held = ref _heldOf[(index * FrameStore.Sizes) + size];
            int more = former._heldOf[(before * FrameStore.Sizes) + size];
            _holders[size] += held == 0 && more > 0 ? 1 : 0;
            held += more;
        }
    }

    /// <summary>Copies a frame to the end of a class's queue; false when there is no room for it.</summary>
    public bool TryAdd(int index, in TransmitFrame frame, FrameSize worth)
    {
        int slot = FindSlot(index, in frame);
        if (slot == None)
        {
            return false;
        }

        int size = _store.SizeOf(slot);
        ref ClassQueue queue = ref _queues[index];
        Held++;
        _holders[size] += _heldOf[(index * FrameStore.Sizes) + size]++ == 0 ? 1 : 0;
        queue.Frames++;
        queue.Bytes += FrameStore.BytesOf(size);
        _frames[slot] = new HeldFrame(worth, None);
        if (queue.First == None)
        {
            queue.First = slot;
        }
        else
        {
            _frames[queue.Last].Next = slot;
        }

        queue.Last = slot;
        return true;
    }

    /// <summary>The slot of the oldest frame of a class that has one; it is the caller's to give back.</summary>
    public int Take(int index, out FrameSize worth)
    {
        ref ClassQueue queue = ref _queues[index];
        int slot = queue.First;
        worth = _frames[slot].Size;
        queue.First = _frames[slot].Next;
        int size = _store.SizeOf(slot);
        Held--;
        _holders[size] -= --_heldOf[(index * FrameStore.Sizes) + size] == 0 ? 1 : 0;
        queue.Frames--;
        queue.Bytes -= FrameStore.BytesOf(size);
        return slot;
    }

    /// <summary>Frames of a class, and bytes of the slots that they take. Any thread.</summary>
    public (long Frames, long Bytes) Read(int index) => (Volatile.Read(ref _queues[index].Frames), Volatile.Read(ref _queues[index].Bytes));

    /// <summary>A frame for which there is no slot of its own size goes into a larger one of which there are plenty.</summary>
    private int FindSlot(int index, in TransmitFrame frame)
    {
        int own = FrameStore.SizeFor(in frame);
        for (int size = own; size < FrameStore.Sizes; size++)
        {
            if (_queues[index].Bytes + FrameStore.BytesOf(size) > _queues[index].MostBytes)
            {
                return None;
            }

            if (HasRoom(_heldOf[(index * FrameStore.Sizes) + size], size) && (size == own || _store.HasPlenty(size)))
            {
                return _store.TryAdd(in frame, size);
            }
        }

        return None;
    }

    private bool HasRoom(int held, int size)
    {
        int left = held == 0 ? 0 : Math.Min(_leaves - _holders[size], FrameStore.CountOf(size) / 2);
        return held < _store.FreeOf(size) - left;
    }
}
