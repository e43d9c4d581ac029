namespace Musubi.Model.Commands;

/// <summary>Shares, reservation and limit, of a traffic type or a vNIC. What is not given stays.</summary>
public sealed record IoSettings
{
    /// <summary>1..100.</summary>
    public int? Shares { get; init; }

    /// <summary>0 for none.</summary>
    public long? ReservationBitsPerSecond { get; init; }

    /// <summary>Given with null: no limit.</summary>
    public Setting<long?> LimitBitsPerSecond { get; init; }
}
