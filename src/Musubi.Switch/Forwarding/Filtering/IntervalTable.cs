using System.Numerics;

namespace Musubi.Switch.Forwarding.Filtering;

/// <summary>
/// One field of a rule set: its values fall into intervals, in each of which the same rules may be met. Says for a value where the row of
/// those rules starts.
/// </summary>
/// <param name="starts">The first value of each interval, ascending from zero.</param>
/// <param name="rows">Of each interval.</param>
internal sealed class IntervalTable<TKey>(TKey[] starts, int[] rows)
    where TKey : struct, IBinaryInteger<TKey>
{
    private readonly TKey[] _starts = starts;
    private readonly int[] _rows = rows;

    public int Find(TKey value)
    {
        TKey[] starts = _starts;
        int first = 0;
        for (int left = starts.Length; left > 1;)
        {
            int half = left >> 1;
            first = starts[first + half] <= value ? first + half : first;
            left -= half;
        }

        return _rows[first];
    }
}
