using Musubi.Model.Policy;

namespace Musubi.Model.Resources;

/// <summary>A LAG of a switch as its users see it.</summary>
public sealed record LagResource
{
    public required string Name { get; init; }

    public ValueList<string> Uplinks { get; init; } = [];

    /// <summary>"active" or "passive".</summary>
    public string Mode { get; init; } = "";

    /// <summary>"slow" or "fast".</summary>
    public string Rate { get; init; } = "";

    /// <summary>Such as "ipPortVlan".</summary>
    public string Hash { get; init; } = "";

    /// <summary>Given by Musubi: tells the LAGs of one host apart to physical switches.</summary>
    public int Key { get; init; }

    public static LagResource Of(LagConfig config) => new()
    {
        Name = config.Name,
        Uplinks = config.Uplinks,
        Mode = Word(config.Mode),
        Rate = Word(config.Rate),
        Hash = config.Hash.Word,
        Key = config.Key,
    };

    public static string Word(LacpMode mode) => mode == LacpMode.Passive ? "passive" : "active";

    public static string Word(LacpRate rate) => rate == LacpRate.Fast ? "fast" : "slow";
}
