namespace Musubi.Model.Resources;

/// <summary>How an agent stands with its fabric.</summary>
public sealed record LocalHostResource
{
    public Guid HostId { get; init; }

    public required string Name { get; init; }

    /// <summary>Empty when it belongs to no fabric.</summary>
    public string FabricId { get; init; } = "";

    /// <summary>"address:port"; empty when it belongs to no fabric.</summary>
    public string Controller { get; init; } = "";

    public bool Connected { get; init; }

    /// <summary>The fabric's revision that this host runs; 0 for none.</summary>
    public long FabricRevision { get; init; }

    public bool SwitchRunning { get; init; }

    /// <summary>What this host undid and holds back; absent when there is nothing.</summary>
    public HostRollbackResource? Rollback { get; init; }

    /// <summary>Seconds until a change of the way to the controller is undone, unless that is reached; absent while none is tried.</summary>
    public int? UndoneInSeconds { get; init; }
}
