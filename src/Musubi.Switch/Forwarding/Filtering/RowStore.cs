namespace Musubi.Switch.Forwarding.Filtering;

/// <summary>Sets of rules as rows of bits, one behind the other; equal rows are kept once, as far as their hashes differ from others'.</summary>
internal sealed class RowStore(int words)
{
    private readonly List<ulong> _all = [];
    private readonly Dictionary<ulong, int> _places = [];

    public int Words => words;

    /// <summary>Where the row starts.</summary>
    public int Add(ReadOnlySpan<ulong> row)
    {
        ulong hash = 0;
        foreach (ulong word in row)
        {
            hash = ulong.RotateLeft((hash ^ word) * 0x9E37_79B9_7F4A_7C15, 29);
        }

        if (_places.TryGetValue(hash, out int place))
        {
            if (IsAt(place, row))
            {
                return place;
            }
        }
        else
        {
            _places.Add(hash, _all.Count);
        }

        place = _all.Count;
        _all.AddRange(row);
        return place;
    }

    public ulong[] ToArray() => [.. _all];

    private bool IsAt(int place, ReadOnlySpan<ulong> row)
    {
        for (int i = 0; i < row.Length; i++)
        {
            if (_all[place + i] != row[i])
            {
                return false;
            }
        }

        return true;
    }
}
