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
}
