namespace Musubi.Model.Policy;

/// <summary>How much of a full uplink something gets against others: a number from 1 to 100, three of which have words.</summary>
public static class IoShares
{
    public const int Least = 1;

    public const int Low = 25;

    public const int Normal = 50;

    public const int High = 100;

    public const int Most = 100;

    public const string Rule = "must be a whole number from 1 to 100, or \"low\" (25), \"normal\" (50) or \"high\" (100)";

    /// <summary>Null for any other word.</summary>
    public static int? Parse(string? word) => word switch
    {
        "low" => Low,
        "normal" => Normal,
        "high" => High,
        _ => null,
    };
}
