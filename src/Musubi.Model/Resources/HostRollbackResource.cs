namespace Musubi.Model.Resources;

/// <summary>What a host undid by itself, because it had cut the host off from its controller.</summary>
public sealed record HostRollbackResource
{
    /// <summary>The revision that was live then.</summary>
    public long FromRevision { get; init; }

    /// <summary>The last one under which it had reached its controller.</summary>
    public long ToRevision { get; init; }

    public string Reason { get; init; } = "";

    public DateTimeOffset At { get; init; }

    /// <summary>What is held back there until it changes, or is tried again.</summary>
    public ValueList<string> Objects { get; init; } = [];
}
