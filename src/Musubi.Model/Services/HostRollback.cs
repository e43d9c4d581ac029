namespace Musubi.Model.Services;

/// <summary>A host could not reach its controller after a change of its own way there, and undid that change by itself.</summary>
public sealed record HostRollback
{
    /// <summary>The fabric's revision that was live when the host went back.</summary>
    public required long FromRevision { get; init; }

    /// <summary>The last one under which it had reached its controller.</summary>
    public required long ToRevision { get; init; }

    public required string Reason { get; init; }

    /// <summary>By the host's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Names of what is held back on the host until it changes, such as "switch prod".</summary>
    public ValueList<string> Objects { get; init; } = [];
}
