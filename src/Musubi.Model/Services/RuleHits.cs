using System.Collections.Immutable;

namespace Musubi.Model.Services;

/// <summary>How often frames met the rules of a port, or of one host's uplinks of a switch.</summary>
/// <param name="Summed">Ports or uplinks that these are the sums of.</param>
/// <param name="ReadAt">When they were read.</param>
/// <param name="Hits">By rule name; those that were not met are left out.</param>
public sealed record RuleHits(int Summed, DateTimeOffset ReadAt, ImmutableSortedDictionary<string, ulong> Hits)
{
    /// <summary>Of several ports.</summary>
    public static RuleHits Sum(IEnumerable<IReadOnlyDictionary<string, ulong>> ports, DateTimeOffset readAt)
    {
        int count = 0;
        SortedDictionary<string, ulong> sums = new(StringComparer.Ordinal);
        foreach (IReadOnlyDictionary<string, ulong> hits in ports)
        {
            count++;
            foreach ((string rule, ulong more) in hits)
            {
                sums[rule] = sums.GetValueOrDefault(rule) + more;
            }
        }

        return new RuleHits(count, readAt, sums.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }
}
