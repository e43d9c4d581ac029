namespace Musubi.Switch.Tests.Conformance;

/// <summary>One case of a file: what is done to a switch that was just set up, in order, and what must follow.</summary>
/// <param name="Title">What it promises.</param>
/// <param name="Steps">Each with what follows from it.</param>
public sealed record ConformanceCase(string Title, IReadOnlyList<ConformanceStep> Steps);
