namespace Musubi.Model.Resources;

/// <summary>How a host fares.</summary>
public sealed record HostRuntimeResource
{
    public bool Connected { get; init; }

    public DateTimeOffset? LastSeen { get; init; }

    public string AgentVersion { get; init; } = "";

    public string SwitchVersion { get; init; } = "";

    public bool SwitchRunning { get; init; }

    public long AcknowledgedRevision { get; init; }

    /// <summary>"connected", "disconnected", or "rolledBack": connected, and holding back a change that had cut it off.</summary>
    public string Condition { get; init; } = "disconnected";

    /// <summary>Absent when it holds nothing back.</summary>
    public HostRollbackResource? Rollback { get; init; }

    /// <summary>Changes that it undid since it joined.</summary>
    public long Rollbacks { get; init; }

    /// <summary>Absent where it is not known.</summary>
    public ControllerPathResource? ControllerPath { get; init; }

    /// <summary>Names of its standard switches.</summary>
    public ValueList<string> StandardSwitches { get; init; } = [];

    /// <summary>The forwarding threads of its data plane.</summary>
    public ValueList<WorkerLoadResource> Workers { get; init; } = [];
}
