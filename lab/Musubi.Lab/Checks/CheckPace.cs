namespace Musubi.Lab.Checks;

/// <summary>How long the checks take: short in the demo, in full in the tests.</summary>
internal sealed record CheckPace
{
    public static readonly CheckPace Demo = new() { ControllerDead = TimeSpan.FromSeconds(6), AgentsDead = TimeSpan.FromSeconds(5), Kills = 3, StreamSeconds = 2 };

    /// <summary>Dead for longer than a lease's half, so that one renews by itself.</summary>
    public static readonly CheckPace Full = new() { ControllerDead = TimeSpan.FromSeconds(120), AgentsDead = TimeSpan.FromSeconds(120), Kills = 20, StreamSeconds = 5 };

    public required TimeSpan ControllerDead { get; init; }

    public required TimeSpan AgentsDead { get; init; }

    /// <summary>How often a data plane is killed.</summary>
    public required int Kills { get; init; }

    /// <summary>Length of a TCP stream whose rate is measured.</summary>
    public required int StreamSeconds { get; init; }
}
