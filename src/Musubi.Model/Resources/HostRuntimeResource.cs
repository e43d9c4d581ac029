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
}
