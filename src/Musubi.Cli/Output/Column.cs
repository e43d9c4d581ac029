using System.Text.Json;

namespace Musubi.Cli.Output;

/// <summary>One column of a table.</summary>
/// <param name="Header">In capitals.</param>
/// <param name="Read">The cell's text, from the row and the object that the row belongs to.</param>
internal sealed record Column(string Header, Func<JsonElement, JsonElement, string> Read)
{
    /// <summary>Shown with -o wide only.</summary>
    public bool Wide { get; init; }

    /// <summary>Numbers stand at the right.</summary>
    public bool Right { get; init; }

    /// <summary>A state word, coloured on a terminal.</summary>
    public bool State { get; init; }

    /// <summary>A column that shows one field of the row.</summary>
    public static Column Field(string header, string path) => new(header, (row, _) => row.Text(path));

    public static Column Of(string header, Func<JsonElement, string> read) => new(header, (row, _) => read(row));
}
