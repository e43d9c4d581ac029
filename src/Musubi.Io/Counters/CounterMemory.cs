using System.Runtime.InteropServices;

namespace Musubi.Io.Counters;

/// <summary>Counter blocks in private memory, for tests and benchmarks of what counts.</summary>
public sealed unsafe class CounterMemory : IDisposable
{
    private readonly int _blocks;
    private nint _memory;

    /// <param name="blocks">1..65536.</param>
    public CounterMemory(int blocks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks, 65536);
        _blocks = blocks;
        nuint bytes = (nuint)blocks * CounterBlock.Capacity * sizeof(long);
        // Safe: allocated and cleared with one length, freed once in Dispose.
        _memory = (nint)NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear((void*)_memory, bytes);
    }

    public CounterBlock this[int block]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)block, (uint)_blocks);
            return new CounterBlock(_memory + ((nint)block * CounterBlock.Capacity * sizeof(long)));
        }
    }

    /// <summary>Sets every counter to zero.</summary>
    public void Clear() =>
        // Safe: the length is that of the allocation.
        NativeMemory.Clear((void*)_memory, (nuint)_blocks * CounterBlock.Capacity * sizeof(long));

    public void Dispose()
    {
        nint memory = Interlocked.Exchange(ref _memory, 0);
        if (memory != 0)
        {
            // Safe: exchanged above, so freed exactly once.
            NativeMemory.AlignedFree((void*)memory);
        }
    }
}
