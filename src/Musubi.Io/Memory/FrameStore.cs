using System.Runtime.InteropServices;
using Musubi.Io.Ports;

namespace Musubi.Io.Memory;

/// <summary>
/// Frames that wait and may leave in any order: each is copied into a slot of its own. There are slots of a few sizes, a fixed
/// number of each; the memory is touched only as far as it is used. One thread.
/// </summary>
public sealed unsafe class FrameStore : IDisposable
{
    /// <summary>Sizes of slots.</summary>
    public const int Sizes = 4;

    /// <summary>Where a frame has no slot.</summary>
    public const int None = -1;

    private const int Alignment = 64;

    private static readonly int[] SlotBytes = [256, 2048, 16_384, FrameArena.BufferBytes];
    private static readonly int[] SlotCounts = [8192, 4096, 512, 512];

    private readonly nint _memory;
    private readonly FrameRingEntry[] _heads = new FrameRingEntry[Slots];
    private readonly nint[] _addresses = new nint[Slots];
    private readonly byte[] _sizes = new byte[Slots];
    private readonly int[][] _free = new int[Sizes][];
    private readonly int[] _freeCounts = new int[Sizes];
    private int _disposed;

    public FrameStore()
    {
        nint bytes = 0;
        for (int size = 0; size < Sizes; size++)
        {
            bytes += (nint)SlotBytes[size] * SlotCounts[size];
        }

        // Safe: freed once in Dispose, when nobody reads frames of it any more.
        _memory = (nint)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
        (nint at, int slot) = (_memory, 0);
        for (int size = 0; size < Sizes; size++)
        {
            _free[size] = new int[SlotCounts[size]];
            for (int i = SlotCounts[size] - 1; i >= 0; i--, slot++, at += SlotBytes[size])
            {
                (_addresses[slot], _sizes[slot], _free[size][i]) = (at, (byte)size, slot);
            }

            _freeCounts[size] = SlotCounts[size];
        }
    }

    /// <summary>All slots; each has a number below it.</summary>
    public static int Slots { get; } = SlotCounts.Sum();

    /// <summary>Bytes of a slot of a size.</summary>
    public static int BytesOf(int size) => SlotBytes[size];

    /// <summary>The smallest size that a frame fits; <see cref="Sizes"/> when it fits none.</summary>
    public static int SizeFor(in TransmitFrame frame)
    {
        int size = 0;
        while (size < Sizes && frame.HeaderLength + frame.Payload.Length > SlotBytes[size])
        {
            size++;
        }

        return size;
    }

    /// <summary>Slots of a size, with what is in them or not.</summary>
    public static int CountOf(int size) => SlotCounts[size];

    /// <summary>Slots of a size that nothing is in.</summary>
    public int FreeOf(int size) => _freeCounts[size];

    /// <summary>More than half of them.</summary>
    public bool HasPlenty(int size) => 2 * _freeCounts[size] > SlotCounts[size];

    public int SizeOf(int slot) => _sizes[slot];

    /// <summary>Copies a frame into a slot and returns that; <see cref="None"/> when all of the size are taken or it does not fit.</summary>
    public int TryAdd(in TransmitFrame frame, int size)
    {
        FrameRingEntry head = new() { PayloadLength = frame.Payload.Length, HeaderLength = frame.HeaderLength, Offload = frame.Offload, Origin = frame.Origin };
        if (_freeCounts[size] == 0 || (long)head.KeptHeaderBytes + frame.Payload.Length > SlotBytes[size])
        {
            return None;
        }

        int slot = _free[size][--_freeCounts[size]];
        _heads[slot] = head;
        // Safe: the slot's memory is nobody else's, and header and payload fit it, checked above.
        Span<byte> memory = new((void*)_addresses[slot], SlotBytes[size]);
        ((ReadOnlySpan<byte>)frame.Header)[..head.KeptHeaderBytes].CopyTo(memory);
        frame.Payload.Span.CopyTo(memory[head.KeptHeaderBytes..]);
        return slot;
    }

    /// <summary>Lends the frame in a slot, until that is given back.</summary>
    public void Read(int slot, ref TransmitFrame frame)
    {
        ref FrameRingEntry head = ref _heads[slot];
        (frame.Offload, frame.HeaderLength, frame.Origin) = (head.Offload, head.HeaderLength, head.Origin);
        // Safe: TryAdd put so many bytes there.
        new ReadOnlySpan<byte>((void*)_addresses[slot], head.KeptHeaderBytes).CopyTo(frame.Header);
        frame.Payload = new FrameSlice(_addresses[slot] + head.KeptHeaderBytes, head.PayloadLength);
    }

    /// <summary>Gives a slot back.</summary>
    public void Remove(int slot)
    {
        int size = _sizes[slot];
        _free[size][_freeCounts[size]++] = slot;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            // Safe: exchanged above, so freed exactly once.
            NativeMemory.AlignedFree((void*)_memory);
        }
    }
}
