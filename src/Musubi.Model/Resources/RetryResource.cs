namespace Musubi.Model.Resources;

/// <summary>A host was told to try once more what it undid; how that goes its runtime tells.</summary>
public sealed record RetryResource
{
    public string Host { get; init; } = "";

    public Guid HostId { get; init; }
}
