namespace Musubi.Switch.Tests.Conformance;

/// <summary>One step of a case.</summary>
/// <param name="Line">Where it stands in its file, from 1.</param>
/// <param name="Words">Its verb and what belongs to it.</param>
/// <param name="Expected">Lines below a <c>send</c>: every delivery and every drop that must follow.</param>
public sealed record ConformanceStep(int Line, string[] Words, List<string[]> Expected);
