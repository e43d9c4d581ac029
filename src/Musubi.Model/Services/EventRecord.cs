namespace Musubi.Model.Services;

/// <summary>Something that happened, and who asked for it.</summary>
public sealed record EventRecord
{
    /// <summary>Rises with each event of this process's log, from 1; set when it is stored.</summary>
    public long Sequence { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>The revision that it made; 0 for an event that is not a change of the inventory.</summary>
    public long Revision { get; init; }

    public EventSeverity Severity { get; init; }

    /// <summary>A stable word, such as "switch.created", "vnic.connected", "drift.repaired".</summary>
    public required string Reason { get; init; }

    /// <summary>By kind and name, such as "portGroup web".</summary>
    public required string Object { get; init; }

    /// <summary>Name of the host it happened on; empty when it concerns none.</summary>
    public string Host { get; init; } = "";

    /// <summary>Name of the <see cref="Services.Caller"/>.</summary>
    public required string Caller { get; init; }

    public required string Message { get; init; }
}
