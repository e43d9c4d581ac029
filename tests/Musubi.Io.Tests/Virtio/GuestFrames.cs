using Musubi.Io.Memory;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Virtio;

/// <summary>
/// One queue as its driver sees it, with buffers cut into pieces at random: what the driver sent and has not got back, and
/// what it posted. Buffers must come back in the order in which they were made available.
/// </summary>
internal sealed class GuestFrames
{
    public const int BufferBytes = 2_304;

    private const int MostPieces = 6;

    private readonly DriverMemory _memory;
    private readonly Random _random;
    private readonly bool _indirectAllowed;
    private readonly Stack<int> _buffers = new();
    private readonly Stack<int> _tables = new();
    private readonly Queue<InFlight> _inFlight = new();

    public GuestFrames(DriverMemory memory, DriverShape shape, int headerBytes, Random random)
    {
        (_memory, _random, HeaderBytes) = (memory, random, headerBytes);
        _indirectAllowed = shape.Features.HasFlag(VirtioFeatures.IndirectDescriptors);
        Queue = shape.Features.HasFlag(VirtioFeatures.PackedRing) ? new PackedDriver(memory, shape.QueueSize, shape.Features) : new SplitDriver(memory, shape.QueueSize, shape.Features);
        for (int i = 0; i < shape.QueueSize; i++)
        {
            _buffers.Push(memory.Allocate(BufferBytes));
            _tables.Push(memory.Allocate(MostPieces * 16));
        }
    }

    public DriverQueue Queue { get; }

    public int HeaderBytes { get; }

    /// <summary>Makes one frame available; false when there is no room.</summary>
    public bool TrySend(byte[] frame)
    {
        if (!_buffers.TryPop(out int offset))
        {
            return false;
        }

        _memory.Slice(offset, HeaderBytes).Clear();
        frame.CopyTo(_memory.Slice(offset + HeaderBytes, frame.Length));
        return TryAdd(offset, HeaderBytes + frame.Length, writable: false);
    }

    /// <summary>Makes one buffer of this many bytes available to the device.</summary>
    public bool TryPost(int bytes) => _buffers.TryPop(out int offset) && TryAdd(offset, bytes, writable: true);

    /// <summary>The next buffer that came back, and what was written into it.</summary>
    public bool TryTake(out byte[] written)
    {
        written = [];
        if (!Queue.TryTake(out int number, out uint length))
        {
            return false;
        }

        InFlight back = _inFlight.Dequeue();
        Assert.Equal(back.Number, number);
        int bytes = back.Pieces.Sum(piece => piece.Length);
        Assert.InRange(length, 0u, (uint)bytes);
        using MemoryStream content = new();
        foreach (DriverBuffer piece in back.Pieces)
        {
            content.Write(_memory.Slice(piece.Offset, piece.Length));
        }

        written = content.ToArray()[..(int)length];
        _buffers.Push(back.Offset);
        if (back.Table >= 0)
        {
            _tables.Push(back.Table);
        }

        return true;
    }

    private bool TryAdd(int offset, int bytes, bool writable)
    {
        DriverBuffer[] pieces = Cut(offset, bytes);
        bool indirect = _indirectAllowed && _random.Next(3) == 0;
        int table = indirect ? _tables.Pop() : -1;
        int number = indirect ? Queue.AddIndirect(pieces, table, writable) : Queue.Add(pieces, writable);
        if (number >= 0)
        {
            _inFlight.Enqueue(new InFlight(number, offset, table, pieces));
            return true;
        }

        _buffers.Push(offset);
        if (indirect)
        {
            _tables.Push(table);
        }

        return false;
    }

    /// <summary>One piece, header apart, or anything.</summary>
    private DriverBuffer[] Cut(int offset, int bytes)
    {
        int[] cuts = _random.Next(3) switch
        {
            0 => [],
            1 => [HeaderBytes],
            _ => [.. Enumerable.Range(0, _random.Next(MostPieces)).Select(_ => _random.Next(bytes + 1)).Order()],
        };
        int[] ends = [.. cuts, bytes];
        return [.. ends.Select((end, i) => new DriverBuffer(offset + (i == 0 ? 0 : ends[i - 1]), end - (i == 0 ? 0 : ends[i - 1])))];
    }

    private sealed record InFlight(int Number, int Offset, int Table, DriverBuffer[] Pieces);
}
