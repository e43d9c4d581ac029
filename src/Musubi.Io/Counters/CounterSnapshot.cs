namespace Musubi.Io.Counters;

/// <summary>What a counters file said at one moment. Numbers of one port may be some frames apart from each other.</summary>
public sealed class CounterSnapshot(IReadOnlyList<string> names, IReadOnlyDictionary<CounterKey, PortCounters> ports)
{
    public IReadOnlyList<string> Names { get; } = names;

    public IReadOnlyDictionary<CounterKey, PortCounters> Ports { get; } = ports;

    /// <summary>One number of one port; 0 when the port or the name is not in the file.</summary>
    public long Value(CounterKey key, string name)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name)
            {
                return Ports.TryGetValue(key, out PortCounters? port) ? port.Values[i] : 0;
            }
        }

        return 0;
    }
}
