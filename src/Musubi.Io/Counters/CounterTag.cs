using Musubi.Io.Memory;

namespace Musubi.Io.Counters;

/// <summary>
/// The tag in front of a block: whose numbers follow. Written by the control thread alone, under a sequence number that is
/// odd while it writes; read by anybody.
/// </summary>
internal static class CounterTag
{
    private const int Attempts = 100;

    /// <summary>Gives a block to a port, its numbers at zero.</summary>
    public static void Claim(SharedMapping file, long block, CounterKey key)
    {
        ulong sequence = Begin(file, block);
        file.Slice(block + CounterLayout.NumbersOffset, CounterBlock.Capacity * sizeof(long)).Clear();
        key.PortId.TryWriteBytes(file.Slice(block + CounterLayout.PortIdOffset, 16), bigEndian: true, out _);
        file.Word(block + CounterLayout.IncarnationOffset) = key.Incarnation;
        file.Word(block + CounterLayout.StateOffset) = CounterLayout.StateInUse;
        End(file, block, sequence);
    }

    public static void Free(SharedMapping file, long block)
    {
        ulong sequence = Begin(file, block);
        file.Word(block + CounterLayout.StateOffset) = CounterLayout.StateFree;
        End(file, block, sequence);
    }

    /// <summary>Whose block it is; null when it is free, or was changing hands when its writer died.</summary>
    public static CounterKey? Read(SharedMapping file, long block)
    {
        bool inUse = Volatile.Read(ref file.Word(block + CounterLayout.StateOffset)) == CounterLayout.StateInUse;
        bool settled = Volatile.Read(ref file.Word(block + CounterLayout.SequenceOffset)) % 2 == 0;
        if (!inUse || !settled)
        {
            return null;
        }

        Guid port = new(file.Slice(block + CounterLayout.PortIdOffset, 16), bigEndian: true);
        return new CounterKey(port, Volatile.Read(ref file.Word(block + CounterLayout.IncarnationOffset)));
    }

    /// <summary>Reads tag and numbers as they belong together; null when the block is free or does not come to rest.</summary>
    public static CounterKey? Snapshot(SharedMapping file, long block, Span<long> numbers)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            ulong before = Volatile.Read(ref file.Word(block + CounterLayout.SequenceOffset));
            CounterKey? key = Read(file, block);
            if (key is null && before % 2 == 0)
            {
                return null;
            }

            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = (long)Volatile.Read(ref file.Word(block + CounterLayout.NumbersOffset + (i * sizeof(long))));
            }

            Interlocked.MemoryBarrier();
            if (key is not null && Volatile.Read(ref file.Word(block + CounterLayout.SequenceOffset)) == before)
            {
                return key;
            }
        }

        return null;
    }

    private static ulong Begin(SharedMapping file, long block)
    {
        ref ulong sequence = ref file.Word(block + CounterLayout.SequenceOffset);
        // A writer that died left it odd: it stays odd, and ends even.
        ulong odd = sequence | 1;
        Volatile.Write(ref sequence, odd);
        Interlocked.MemoryBarrier();
        return odd;
    }

    private static void End(SharedMapping file, long block, ulong odd)
    {
        Interlocked.MemoryBarrier();
        Volatile.Write(ref file.Word(block + CounterLayout.SequenceOffset), odd + 1);
    }
}
