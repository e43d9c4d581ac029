namespace Musubi.Io.Counters;

/// <summary>One port's numbers, summed over the workers, in the order of <see cref="CounterSnapshot.Names"/>.</summary>
public sealed record PortCounters(CounterKey Key, IReadOnlyList<long> Values);
