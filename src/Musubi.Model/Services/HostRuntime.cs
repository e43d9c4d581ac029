namespace Musubi.Model.Services;

/// <summary>How a host fares.</summary>
public sealed record HostRuntime
{
    /// <summary>Its agent can be reached now.</summary>
    public required bool Connected { get; init; }

    /// <summary>When it last spoke; null when it never did.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    public string AgentVersion { get; init; } = "";

    public string SwitchVersion { get; init; } = "";

    /// <summary>Its data plane runs and is connected to the agent.</summary>
    public bool SwitchRunning { get; init; }

    /// <summary>The last revision that is live on every worker of its data plane.</summary>
    public long AcknowledgedRevision { get; init; }

    public ValueList<NicRuntime> Nics { get; init; } = [];

    public ValueList<LagRuntime> Lags { get; init; } = [];

    /// <summary>What it undid by itself and still holds back; null when there is nothing.</summary>
    public HostRollback? Rollback { get; init; }

    /// <summary>Changes that it undid since it joined.</summary>
    public long Rollbacks { get; init; }

    /// <summary>By what its connection to the controller runs; null where that is not known.</summary>
    public ControllerPath? ControllerPath { get; init; }

    /// <summary>Its own switches, in order of their names.</summary>
    public ValueList<StandardSwitch> StandardSwitches { get; init; } = [];

    /// <summary>Its data plane's forwarding threads, in order of their indexes; empty until they were looked at twice.</summary>
    public ValueList<WorkerLoad> Workers { get; init; } = [];
}
