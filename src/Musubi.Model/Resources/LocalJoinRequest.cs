namespace Musubi.Model.Resources;

/// <summary>Asks an agent to join a fabric.</summary>
public sealed record LocalJoinRequest
{
    /// <summary>"address:port" of the controller's fabric endpoint.</summary>
    public required string Controller { get; init; }

    public required string Token { get; init; }

    /// <summary>The name the host gets in the fabric; null: its present name.</summary>
    public string? Name { get; init; }
}
