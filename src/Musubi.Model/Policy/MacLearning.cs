namespace Musubi.Model.Policy;

/// <summary>MAC learning with nothing left to inherit.</summary>
public sealed record MacLearning
{
    public const int MaxLimit = 4096;

    public const int MaxAgeingSeconds = 86_400;

    public static MacLearning Default { get; } = new();

    public bool Enabled { get; init; }

    public int Limit { get; init; } = MaxLimit;

    public MacLimitPolicy LimitPolicy { get; init; } = MacLimitPolicy.Drop;

    public bool Flooding { get; init; }

    public int AgeingSeconds { get; init; } = 300;
}
