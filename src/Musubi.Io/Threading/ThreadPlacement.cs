using System.Numerics;
using Musubi.Io.Native;

namespace Musubi.Io.Threading;

/// <summary>Where the calling thread runs.</summary>
public static unsafe class ThreadPlacement
{
    /// <summary>Processors that a mask here can name.</summary>
    public const int MaxProcessors = 1024;

    private const int BitsOfWord = 64;

    /// <summary>The kernel's number of the calling thread, as tools show it.</summary>
    public static int ThreadId => Libc.gettid();

    /// <summary>The processors that the calling thread may run on, in order.</summary>
    public static IReadOnlyList<int> AllowedProcessors()
    {
        const int Words = MaxProcessors / BitsOfWord;
        ulong* mask = stackalloc ulong[Words];
        new Span<ulong>(mask, Words).Clear();
        // Safe: the kernel is told the mask's true length.
        SystemCall.Check(Libc.sched_getaffinity(0, Words * sizeof(ulong), mask), "sched_getaffinity");
        List<int> processors = [];
        for (int word = 0; word < Words; word++)
        {
            for (ulong left = mask[word]; left != 0; left &= left - 1)
            {
                processors.Add((word * BitsOfWord) + BitOperations.TrailingZeroCount(left));
            }
        }

        return processors;
    }

    /// <summary>Keeps the calling thread on one processor.</summary>
    /// <param name="processor">0..1023, one of <see cref="AllowedProcessors"/>.</param>
    /// <exception cref="SystemCallException">InvalidArgument: the thread may not run there.</exception>
    public static void PinTo(int processor)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)processor, (uint)MaxProcessors);
        const int Words = MaxProcessors / BitsOfWord;
        ulong* mask = stackalloc ulong[Words];
        new Span<ulong>(mask, Words).Clear();
        mask[processor / BitsOfWord] = 1UL << (processor % BitsOfWord);
        // Safe: the index lies within the mask, whose true length is told.
        SystemCall.Check(Libc.sched_setaffinity(0, Words * sizeof(ulong), mask), $"sched_setaffinity({processor})");
    }
}
