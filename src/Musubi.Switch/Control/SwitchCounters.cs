namespace Musubi.Switch.Control;

/// <summary>What went wrong or was held back outside the forwarding of frames; told with the status. Control thread only.</summary>
public sealed class SwitchCounters
{
    private readonly SortedDictionary<string, ulong> _counts = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, ulong>> All => _counts;

    public ulong this[string name] => _counts.GetValueOrDefault(name);

    /// <summary>Adds to a counter, in kebab case; names are constants of the code, so there are few.</summary>
    public void Add(string name, ulong count = 1) => _counts[name] = this[name] + count;
}
