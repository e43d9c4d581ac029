using Microsoft.Win32.SafeHandles;
using Musubi.Io.Memory;

namespace Musubi.Io.Counters;

/// <summary>
/// Reads the counters of a data plane that runs, or that ran: any process, any thread. The file is opened anew for each
/// reading, because a data plane of another shape puts a new one in its place.
/// </summary>
public static class CounterFileReader
{
    /// <summary>Sums the blocks of every port over the workers.</summary>
    /// <exception cref="FileNotFoundException">No data plane has run here.</exception>
    /// <exception cref="CounterFormatException">The file is not one to trust.</exception>
    public static CounterSnapshot Read(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        CounterShape shape = ReadShape(file, out string? reason)
            ?? throw new CounterFormatException($"{path} cannot be read as counters: {reason}");
        using SharedMapping mapping = new(file, CounterLayout.FileBytes(shape), writable: false);
        return Sum(mapping, shape);
    }

    /// <summary>The shape of an open file; null with the reason when it is not one to trust.</summary>
    internal static CounterShape? ReadShape(SafeFileHandle file, out string? reason)
    {
        byte[] start = new byte[CounterLayout.HeaderBytes(CounterBlock.Capacity)];
        int read = RandomAccess.Read(file, start, 0);
        return CounterLayout.Decode(start.AsSpan(0, read), RandomAccess.GetLength(file), out reason);
    }

    internal static CounterSnapshot Sum(SharedMapping mapping, CounterShape shape)
    {
        Dictionary<CounterKey, long[]> sums = [];
        Span<long> numbers = stackalloc long[shape.Names.Count];
        int used = UsedSlots(mapping, shape);
        for (int worker = 0; worker < shape.Workers; worker++)
        {
            for (int slot = 0; slot < used; slot++)
            {
                if (CounterTag.Snapshot(mapping, CounterLayout.Block(shape, worker, slot), numbers) is CounterKey key)
                {
                    Add(sums, key, numbers);
                }
            }
        }

        return new CounterSnapshot(shape.Names, sums.ToDictionary(sum => sum.Key, sum => new PortCounters(sum.Key, sum.Value)));
    }

    internal static int UsedSlots(SharedMapping mapping, CounterShape shape) =>
        (int)Math.Min(Volatile.Read(ref mapping.Word(CounterLayout.UsedSlotsOffset)), (ulong)shape.Slots);

    private static void Add(Dictionary<CounterKey, long[]> sums, CounterKey key, ReadOnlySpan<long> numbers)
    {
        if (!sums.TryGetValue(key, out long[]? sum))
        {
            sums[key] = sum = new long[numbers.Length];
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            sum[i] += numbers[i];
        }
    }
}
