namespace Musubi.Cli.Connection;

/// <summary>One server-sent event.</summary>
/// <param name="Name">"change" or "resync".</param>
/// <param name="Data">JSON text.</param>
internal sealed record ServerEvent(string Name, string Data);
