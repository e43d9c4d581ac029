using System.Text;

namespace Musubi.Io.Counters;

/// <summary>How large a counters file is and what its numbers are called.</summary>
public sealed class CounterShape
{
    public const int MaxWorkers = 64;
    public const int MaxSlots = 8192;

    /// <summary>Bytes of a name in UTF-8.</summary>
    public const int MaxNameBytes = 31;

    /// <param name="workers">1..64.</param>
    /// <param name="slots">Ports that have counters at one time, 1..8192.</param>
    /// <param name="names">What the numbers of a block are called, by index; 1..64 different names of 1..31 bytes.</param>
    public CounterShape(int workers, int slots, IReadOnlyList<string> names)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(workers, MaxWorkers);
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slots, MaxSlots);
        ArgumentOutOfRangeException.ThrowIfLessThan(names.Count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(names.Count, CounterBlock.Capacity);
        foreach (string name in names)
        {
            int bytes = Encoding.UTF8.GetByteCount(name);
            if (bytes is 0 or > MaxNameBytes || name.Contains('\0'))
            {
                throw new ArgumentException($"counter name '{name}' must be 1..{MaxNameBytes} bytes without NUL", nameof(names));
            }
        }

        if (names.Distinct().Count() != names.Count)
        {
            throw new ArgumentException("counter names must differ", nameof(names));
        }

        (Workers, Slots, Names) = (workers, slots, [.. names]);
    }

    public int Workers { get; }

    public int Slots { get; }

    public IReadOnlyList<string> Names { get; }

    /// <summary>The same places mean the same numbers: a file of the other shape can be gone on with.</summary>
    public bool Matches(CounterShape other) => Workers == other.Workers && Slots == other.Slots && Names.SequenceEqual(other.Names);
}
