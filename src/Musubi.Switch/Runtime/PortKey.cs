namespace Musubi.Switch.Runtime;

/// <summary>What a port's state hangs on: a port that keeps both keeps its descriptor, counters and pinning through any number of plans.</summary>
public readonly record struct PortKey(Guid Id, ulong Incarnation)
{
    /// <summary>The id as the agent writes it.</summary>
    public string IdText => Id.ToString("D");
}
