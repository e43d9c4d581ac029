namespace Musubi.Host.State;

/// <summary>A state read from disk.</summary>
/// <param name="Problem">What was wrong with the newest file when an older one had to be used; else null.</param>
public sealed record LoadedState(HostState State, string? Problem);
