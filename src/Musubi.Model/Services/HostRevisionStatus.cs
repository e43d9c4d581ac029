namespace Musubi.Model.Services;

/// <summary>How far one host is with a revision.</summary>
public sealed record HostRevisionStatus
{
    public required Guid HostId { get; init; }

    public required string Host { get; init; }

    public required ObjectState State { get; init; }

    /// <summary>The last revision it acknowledged.</summary>
    public long Acknowledged { get; init; }

    /// <summary>Why it is not done, such as "not connected"; empty when it is.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What the host undid by itself and holds back now, whatever the revision; null when there is nothing.</summary>
    public HostRollback? Rollback { get; init; }

    /// <summary>Only objects that are not done.</summary>
    public ValueList<ObjectStatus> Objects { get; init; } = [];
}
