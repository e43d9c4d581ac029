namespace Musubi.Io.Counters;

/// <summary>Whose counters they are: a port, as it was given to one connection.</summary>
public readonly record struct CounterKey(Guid PortId, ulong Incarnation);
