namespace Musubi.Fleet.Pages;

/// <summary>All that was measured with one size of fabric.</summary>
internal sealed record FigureColumn(string Size, IReadOnlyList<Figure> Figures);
