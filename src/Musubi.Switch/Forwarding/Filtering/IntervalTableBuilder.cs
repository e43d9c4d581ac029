using System.Numerics;

namespace Musubi.Switch.Forwarding.Filtering;

/// <summary>Gathers which rules hold for which values of a field, and makes its table in one sweep over where intervals begin and end.</summary>
/// <param name="rules">How many there are.</param>
/// <param name="largest">Value of the field.</param>
internal sealed class IntervalTableBuilder<TKey>(int rules, TKey largest)
    where TKey : struct, IBinaryInteger<TKey>
{
    private readonly List<(TKey At, int Rule)> _turns = [];
    private readonly ulong[] _row = Rows.All(rules);

    /// <summary>Some rule asks for the field.</summary>
    public bool IsAsked { get; private set; }

    /// <summary>A rule that holds for no value, until intervals are added. To be called first; rules for which it is not hold for all.</summary>
    public void Ask(int rule)
    {
        IsAsked = true;
        _row[rule >> 6] &= ~(1UL << (rule & 63));
    }

    /// <summary>A rule that holds from one value to another, both included, or everywhere else.</summary>
    public void Add(int rule, TKey first, TKey last, bool negated)
    {
        Ask(rule);
        if (negated)
        {
            Turn(rule, TKey.Zero);
        }

        Turn(rule, first);
        if (last < largest)
        {
            Turn(rule, last + TKey.One);
        }
    }

    /// <summary>The row of the rules that do not ask for the field.</summary>
    public int AddAbsent(RowStore store) => store.Add(Unasked());

    /// <summary>Null when no rule asks for the field, which then need not be looked at.</summary>
    public IntervalTable<TKey>? BuildIfAsked(RowStore store) => IsAsked ? Build(store) : null;

    public IntervalTable<TKey> Build(RowStore store)
    {
        _turns.Sort(static (one, other) => one.At.CompareTo(other.At));
        ulong[] row = Unasked();
        List<TKey> starts = [];
        List<int> places = [];
        int next = 0;
        for (TKey at = TKey.Zero; ;)
        {
            for (; next < _turns.Count && _turns[next].At == at; next++)
            {
                int rule = _turns[next].Rule;
                row[rule >> 6] ^= 1UL << (rule & 63);
            }

            int place = store.Add(row);
            if (places.Count == 0 || places[^1] != place)
            {
                starts.Add(at);
                places.Add(place);
            }

            if (next == _turns.Count)
            {
                return new IntervalTable<TKey>([.. starts], [.. places]);
            }

            at = _turns[next].At;
        }
    }

    private void Turn(int rule, TKey at) => _turns.Add((at, rule));

    private ulong[] Unasked() => [.. _row];
}
