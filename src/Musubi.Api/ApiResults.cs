using Microsoft.AspNetCore.Http;
using Musubi.Model;
using Musubi.Model.Inventory;
using Musubi.Model.Resources;
using Musubi.Model.Validation;

namespace Musubi.Api;

/// <summary>Answers in the forms that docs/api.md promises.</summary>
public static class ApiResults
{
    /// <summary>The error envelope.</summary>
    public static IResult Error(int status, ValueList<ValidationError> errors) => Results.Json(new ErrorResource(errors), statusCode: status);

    public static IResult Error(int status, string field, string? value, string rule) =>
        Error(status, [new ValidationError(field, ShownValue.Of(value), rule)]);

    public static IResult NotFound(string field, string value) =>
        Error(StatusCodes.Status404NotFound, field, value, $"no such {field} exists");

    public static int StatusOf(EditOutcome outcome) => outcome switch
    {
        EditOutcome.Done => StatusCodes.Status200OK,
        EditOutcome.NotFound => StatusCodes.Status404NotFound,
        EditOutcome.Conflict => StatusCodes.Status409Conflict,
        EditOutcome.Refused => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <summary>One resource with its revision as ETag, so that it can be sent back in If-Match.</summary>
    public static IResult One<T>(HttpContext context, T resource, long revision)
    {
        context.Response.Headers.ETag = $"\"{revision}\"";
        return Results.Json(resource);
    }
}
