namespace Musubi.Model.Policy;

/// <summary>Teaming with nothing left to inherit; lists hold uplink names of the switch.</summary>
public sealed record Teaming
{
    public required TeamingPolicy Policy { get; init; }

    public required ValueList<string> Active { get; init; }

    public required ValueList<string> Standby { get; init; }

    public required bool Failback { get; init; }

    public required bool NotifySwitches { get; init; }
}
