namespace Musubi.Fleet.Pages;

/// <summary>A picture of a page.</summary>
/// <param name="Name">Of the file.</param>
/// <param name="Path">Of the page.</param>
/// <param name="Prepare">What is done there first; null: nothing.</param>
internal sealed record Scene(string Name, string Path, Func<Visitor, Task>? Prepare = null);
