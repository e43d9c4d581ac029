namespace Musubi.Model.Resources;

/// <summary>Asks the controller for a one-use join token.</summary>
public sealed record JoinTokenRequest
{
    /// <summary>Hours that it is good for, 1..720. Default 24.</summary>
    public int? ValidHours { get; init; }
}
