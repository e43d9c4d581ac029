using System.Text.Json.Nodes;
using Musubi.Model.Commands;

namespace Musubi.Pages.Changes;

/// <summary>
/// Something that a page is about to do, told as the API, the command line and a file would say it. The body is what a script would send, and is read by the same reader, so
/// that the same rules hold and errors name the same fields.
/// </summary>
/// <param name="Title">For people.</param>
/// <param name="Method">Of the REST call.</param>
/// <param name="Path">Below /api/v1.</param>
/// <param name="Body">Null for a call without one.</param>
/// <param name="Command">What the body is read as.</param>
/// <param name="Cli">Words behind "musubi".</param>
public sealed record PlannedChange(string Title, HttpMethod Method, string Path, JsonObject? Body, Func<InventoryCommand> Command, IReadOnlyList<string> Cli)
{
    /// <summary>Documents for <c>musubi apply</c> that make the same; none where there are none for it, such as for a deletion.</summary>
    public IReadOnlyList<JsonObject> Documents { get; init; } = [];

    /// <summary>Further command lines, words behind "musubi", where one does not say all of it.</summary>
    public IReadOnlyList<IReadOnlyList<string>> MoreCli { get; init; } = [];

    /// <summary>Command lines after these, with what each reads from its standard input.</summary>
    public IReadOnlyList<(IReadOnlyList<string> Words, JsonNode Input)> CliWithInput { get; init; } = [];
}
