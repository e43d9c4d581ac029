using System.Text.Json;

namespace Musubi.Cli.Output;

/// <summary>How one kind of object is called, listed and shown.</summary>
/// <param name="Name">The noun on the command line.</param>
/// <param name="Plural">The noun in messages.</param>
/// <param name="Collection">Its route.</param>
/// <param name="Columns">Of its table.</param>
internal sealed record KindView(string Name, string Plural, string Collection, IReadOnlyList<Column> Columns)
{
    /// <summary>The rows of one object, when these are parts of it, such as the vNICs of a VM.</summary>
    public Func<JsonElement, IEnumerable<JsonElement>> Rows { get; init; } = static item => [item];

    /// <summary>One object of it has a route of its own.</summary>
    public bool HasItems { get; init; } = true;
}
