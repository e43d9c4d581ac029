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
    /// <summary>A document for <c>musubi apply</c>; null where there is none for it, such as a deletion.</summary>
    public JsonObject? Document { get; init; }
}
