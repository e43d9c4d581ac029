namespace Musubi.Lab.Processes;

/// <summary>The supervisor's answer, one line of JSON.</summary>
/// <param name="Error">Null when it did what was asked.</param>
internal sealed record SupervisorReply(IReadOnlyList<ProcessStatus> Processes, string? Error = null);
