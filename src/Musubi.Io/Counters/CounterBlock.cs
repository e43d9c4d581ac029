namespace Musubi.Io.Counters;

/// <summary>
/// The counters of one port on one worker: 64-bit numbers that only this worker's thread adds to, and that any process
/// may read. The default value swallows what is added.
/// </summary>
public readonly unsafe struct CounterBlock
{
    /// <summary>Counters in a block: as many as the file's header has names for, at most this.</summary>
    public const int Capacity = 64;

    private readonly long* _values;

    internal CounterBlock(nint values) => _values = (long*)values;

    /// <summary>Adds to counter <paramref name="index"/>, 0 to <see cref="Capacity"/> - 1; others are ignored.</summary>
    public void Add(int index, long value)
    {
        // Safe: the block has Capacity numbers, the index is checked, and the mapping outlives every worker.
        if (_values != null && (uint)index < Capacity)
        {
            _values[index] += value;
        }
    }

    public long this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Capacity);
            // Safe: as above; aligned 64-bit reads are whole.
            return _values == null ? 0 : Volatile.Read(ref _values[index]);
        }
    }
}
