using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Musubi.Model;
using Musubi.Model.Commands;
using Musubi.Model.Inventory;
using Musubi.Model.Resources;
using Musubi.Model.Services;
using Musubi.Model.Validation;

namespace Musubi.Api;

/// <summary>Carries out commands for routes and answers with what changed.</summary>
internal static class Changes
{
    /// <summary>Reads the body, makes a command of it, and carries it out.</summary>
    public static async Task<IResult> FromBodyAsync(
        HttpContext context, IInventoryService service, string? dryRun, Func<JsonElement, InventoryCommand> read, int maxBytes = RequestBody.MaxBytes)
    {
        (JsonElement body, IResult? error) = await RequestBody.ReadAsync(context, maxBytes);
        return error ?? await ExecuteAsync(context, service, dryRun, read(body));
    }

    public static async Task<IResult> ExecuteAsync(HttpContext context, IInventoryService service, string? dryRun, InventoryCommand command)
    {
        QueryValues query = new();
        bool isDryRun = query.Flag("dryRun", dryRun);
        if (query.Errors.Count > 0)
        {
            return ApiResults.Error(StatusCodes.Status400BadRequest, query.Errors);
        }

        EditResult result = await service.ExecuteAsync(command, context.FindCaller()!, isDryRun, context.RequestAborted);
        return result.Succeeded
            ? Succeeded(result, isDryRun, command)
            : ApiResults.Error(ApiResults.StatusOf(result.Outcome), result.Errors);
    }

    /// <summary>Puts the errors of a condition beside those of the body.</summary>
    public static ValueList<ValidationError> Join(ValueList<ValidationError> read, ValueList<ValidationError> condition) =>
        condition.Count == 0 ? read : [.. read, .. condition];

    private static IResult Succeeded(EditResult result, bool isDryRun, InventoryCommand command)
    {
        bool changed = result.Changes.Length > 0;
        ChangeResource answer = new()
        {
            Revision = isDryRun ? result.Before.Revision : result.Snapshot.Revision,
            Changed = changed,
            DryRun = isDryRun,
            Id = result.Target,
            Differences = DifferenceFinder.Flatten(DifferenceFinder.Between(result)),
            Warnings = result.Warnings.Count > 0 ? result.Warnings : null,
            Moves = result.Moves.Count > 0 ? result.Moves : null,
        };
        bool created = changed && !isDryRun && command is CreateSwitch or CreatePortGroup or AddHost;
        return Results.Json(answer, statusCode: created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }
}
