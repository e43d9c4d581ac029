namespace Musubi.Model.Resources;

/// <summary>A port that listens to a group.</summary>
public sealed record SnoopedGroupResource
{
    /// <summary>IP address.</summary>
    public string Group { get; init; } = "";

    /// <summary>Number.</summary>
    public int Port { get; init; }

    /// <summary>Empty for a host adapter.</summary>
    public string Vm { get; init; } = "";

    public string Vnic { get; init; } = "";

    public DateTimeOffset Since { get; init; }

    /// <summary>"exclude": every source but those listed; "include": those only.</summary>
    public string Mode { get; init; } = "";

    /// <summary>IP addresses.</summary>
    public ValueList<string> Sources { get; init; } = [];
}
