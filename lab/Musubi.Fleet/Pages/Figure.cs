namespace Musubi.Fleet.Pages;

/// <summary>Something that was measured, once or several times.</summary>
internal sealed record Figure(string What, IReadOnlyList<double> Values);
