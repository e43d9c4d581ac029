namespace Musubi.Model.Resources;

/// <summary>Shares, reservation and limit in bits a second.</summary>
public sealed record IoSettingsResource
{
    public int Shares { get; init; }

    public long ReservationBitsPerSecond { get; init; }

    /// <summary>Absent when there is none.</summary>
    public long? LimitBitsPerSecond { get; init; }
}
