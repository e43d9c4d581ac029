using System.Globalization;
using Musubi.Model.Policy;

namespace Musubi.Model.Validation;

/// <summary>What shares, reservations and limits of I/O control must be, each for itself. Pure; any thread.</summary>
public static class IoRules
{
    public const long MinRate = ShapingRules.MinRate;

    public const long MaxRate = ShapingRules.MaxRate;

    public const int MaxPools = 64;

    /// <summary>What is wrong: the field, its value and the rule. Shares are judged where they are read.</summary>
    public static IEnumerable<(string Field, string Value, string Rule)> Check(long reservation, long? limit)
    {
        if (reservation is not 0 and (< MinRate or > MaxRate))
        {
            yield return ("reservationBitsPerSecond", Text(reservation), $"must be 0 for none, or from {Text(MinRate)} to {Text(MaxRate)}");
        }
        else if (limit is { } most && (most < Math.Max(reservation, MinRate) || most > MaxRate))
        {
            yield return ("limitBitsPerSecond", Text(most), $"must be from {(reservation > 0 ? "the reservation, " : "")}{Text(Math.Max(reservation, MinRate))}{(reservation > 0 ? "," : "")} to {Text(MaxRate)}, or none");
        }
    }

    /// <summary>What is wrong with the pools of a switch.</summary>
    public static IEnumerable<(string Field, string Value, string Rule)> Check(ValueList<IoPool> pools)
    {
        if (pools.Count > MaxPools)
        {
            yield return ("networkResourcePools", Text(pools.Count), $"must be at most {MaxPools}");
        }

        HashSet<string> seen = [];
        for (int i = 0; i < pools.Count; i++)
        {
            IoPool pool = pools[i];
            if (NameRules.Check(pool.Name) is { } rule)
            {
                yield return ($"networkResourcePools[{i}].name", pool.Name, rule);
            }
            else if (pool.Name == "none" || !seen.Add(pool.Name))
            {
                yield return ($"networkResourcePools[{i}].name", pool.Name, "must be unique in the switch, and not \"none\"");
            }

            if (pool.QuotaBitsPerSecond is not 0 and < MinRate)
            {
                yield return ($"networkResourcePools[{i}].quotaBitsPerSecond", Text(pool.QuotaBitsPerSecond), $"must be 0 for none, or {Text(MinRate)} or more");
            }

            foreach ((string field, string value, string broken) in Check(0, pool.LimitBitsPerSecond))
            {
                yield return ($"networkResourcePools[{i}].{field}", value, broken);
            }
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
