namespace Musubi.Switch.Forwarding.Filtering;

/// <summary>Rows of bits, one for each rule, the first rule lowest.</summary>
internal static class Rows
{
    public static int WordsOf(int rules) => Math.Max((rules + 63) >> 6, 1);

    /// <summary>The first <paramref name="rules"/> bits set.</summary>
    public static ulong[] All(int rules)
    {
        ulong[] row = new ulong[WordsOf(rules)];
        for (int rule = 0; rule < rules; rule++)
        {
            row[rule >> 6] |= 1UL << (rule & 63);
        }

        return row;
    }
}
