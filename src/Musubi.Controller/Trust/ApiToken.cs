namespace Musubi.Controller.Trust;

/// <summary>What is stored of an API token.</summary>
/// <param name="Id">The public half.</param>
/// <param name="Name">Unique; events name the caller by it.</param>
/// <param name="Role">What it permits.</param>
/// <param name="SecretHash">See <see cref="TokenSecret.Hash"/>.</param>
/// <param name="CreatedAt">By the controller's clock.</param>
internal sealed record ApiToken(Guid Id, string Name, ApiRole Role, string SecretHash, DateTimeOffset CreatedAt);
