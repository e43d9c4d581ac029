namespace Musubi.Model.Services;

/// <summary>Which events are wanted, newest last.</summary>
public sealed record EventQuery
{
    /// <summary>Only events with a higher sequence; null: the newest <see cref="Limit"/> events.</summary>
    public long? After { get; init; }

    /// <summary>1..1000.</summary>
    public int Limit { get; init; } = 100;

    public string? Reason { get; init; }

    public string? Object { get; init; }

    public string? Host { get; init; }

    public EventSeverity? Severity { get; init; }

    /// <summary>Whether an event passes all filters but the sequence and the limit.</summary>
    public bool Matches(EventRecord record) =>
        (Reason is null || record.Reason == Reason)
        && (Object is null || record.Object == Object)
        && (Host is null || record.Host == Host)
        && (Severity is null || record.Severity == Severity);
}
