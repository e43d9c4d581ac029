using System.Collections.Immutable;
using System.Text.Json;

namespace Musubi.Controller.Counting;

/// <summary>The controller's counters, from its start. Any thread.</summary>
internal sealed class ControllerCounters
{
    private readonly long[] _counts = new long[Enum.GetValues<ControllerCounter>().Length];

    public void Add(ControllerCounter counter, long count = 1) => Interlocked.Add(ref _counts[(int)counter], count);

    public long Read(ControllerCounter counter) => Interlocked.Read(ref _counts[(int)counter]);

    /// <summary>All of them by name, such as "commit-retries".</summary>
    public ImmutableSortedDictionary<string, long> ReadAll() => Enum.GetValues<ControllerCounter>()
        .ToImmutableSortedDictionary(counter => JsonNamingPolicy.KebabCaseLower.ConvertName(counter.ToString()), Read, StringComparer.Ordinal);
}
