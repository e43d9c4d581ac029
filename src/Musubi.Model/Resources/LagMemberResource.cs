namespace Musubi.Model.Resources;

/// <summary>A member of a LAG on one host.</summary>
public sealed record LagMemberResource
{
    public required string Uplink { get; init; }

    /// <summary>The NIC that fills the uplink there; absent when none does.</summary>
    public string? Nic { get; init; }

    /// <summary>"detached", "waiting", "attached", "collecting", "distributing"; absent while nothing is known.</summary>
    public string? State { get; init; }

    /// <summary>Why it is not in use; absent when it is.</summary>
    public string? Reason { get; init; }

    /// <summary>What this side says of itself: words of "active", "fast", "aggregatable", "sync", "collecting", "distributing", "defaulted", "expired".</summary>
    public ValueList<string>? ActorState { get; init; }

    /// <summary>This side's number of the port.</summary>
    public int? ActorPort { get; init; }

    /// <summary>Absent where no partner speaks.</summary>
    public LagPartnerResource? Partner { get; init; }

    /// <summary>Times that it began to be in use.</summary>
    public long Joins { get; init; }

    /// <summary>Which sides have not been in sync for a minute though the link is up: "actor", "partner".</summary>
    public ValueList<string>? Churn { get; init; }
}
