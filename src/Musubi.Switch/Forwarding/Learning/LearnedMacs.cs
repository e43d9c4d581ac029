namespace Musubi.Switch.Forwarding.Learning;

/// <summary>
/// The learned MACs of all switches, and the clock by which they age. Written by the control thread (<see cref="MacLearner"/>),
/// read by workers without locks.
/// </summary>
public sealed class LearnedMacs(LearnedTable first)
{
    private LearnedTable _table = first;
    private int _now = 1;

    /// <summary>To be read once for a batch: a larger or cleaner table takes its place now and then.</summary>
    public LearnedTable Table
    {
        get => Volatile.Read(ref _table);
        internal set => Volatile.Write(ref _table, value);
    }

    /// <summary>Whole seconds, from 1. Stands still while nothing is learned.</summary>
    public int Now
    {
        get => Volatile.Read(ref _now);
        internal set => Volatile.Write(ref _now, value);
    }
}
