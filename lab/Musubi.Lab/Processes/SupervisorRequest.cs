namespace Musubi.Lab.Processes;

/// <summary>One line of JSON to the supervisor's socket.</summary>
/// <param name="Verb">status, kill, start, pause, resume, add or remove.</param>
/// <param name="Name">The process meant; empty for status and add.</param>
/// <param name="StayDead">kill: not started again until asked.</param>
/// <param name="Spec">add: what to run; a process of that name must not be there.</param>
internal sealed record SupervisorRequest(string Verb, string Name = "", bool StayDead = false, ProcessSpec? Spec = null);
