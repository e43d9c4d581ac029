namespace Musubi.Model.Policy;

/// <summary>MAC learning, for guests that bridge others behind them. Each field inherits on its own.</summary>
public sealed record MacLearningConfig
{
    /// <summary>Has an effect only where forged transmits are accepted: what is learned is another source than the guest's own.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Most MACs of a port, 1..4096.</summary>
    public int? Limit { get; init; }

    public MacLimitPolicy? LimitPolicy { get; init; }

    /// <summary>Unicast to nobody known is delivered to the port too.</summary>
    public bool? Flooding { get; init; }

    /// <summary>Seconds without a frame after which a MAC is forgotten, 1..86400.</summary>
    public int? AgeingSeconds { get; init; }
}
