namespace Musubi.Cli.Connection;

/// <summary>Where the controller is and how to prove who asks.</summary>
/// <param name="Server">Base address, such as "https://192.0.2.1:7443".</param>
/// <param name="Token">API token; null sends none.</param>
/// <param name="CaPem">The certificates that the server's must come from, in PEM; null means those that the machine trusts.</param>
internal sealed record ClientConfig(string? Server, string? Token, string? CaPem);
