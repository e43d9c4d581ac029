namespace Musubi.Fleet.Pages;

/// <summary>How somebody's browser is.</summary>
internal sealed record VisitorOptions
{
    public int Width { get; init; } = 1280;

    public int Height { get; init; } = 800;

    public bool Dark { get; init; }

    public string Language { get; init; } = "en-GB";
}
