using Musubi.Model.Inventory;
using Musubi.Model.Resources;
using Musubi.Model.Validation;

namespace Musubi.Controller.Rest;

/// <summary>Errors in the one form that the API has for them.</summary>
internal static class ErrorAnswers
{
    public static IResult From(int status, params ValidationError[] errors) =>
        Results.Json(new ErrorResource([.. errors]), statusCode: status);

    public static int StatusOf(EditOutcome outcome) => outcome switch
    {
        EditOutcome.Done => StatusCodes.Status200OK,
        EditOutcome.NotFound => StatusCodes.Status404NotFound,
        EditOutcome.Conflict => StatusCodes.Status409Conflict,
        EditOutcome.Refused => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <summary>Writes an error as the whole answer; nothing when the answer has begun already.</summary>
    public static Task WriteAsync(HttpContext context, int status, string field, string value, string rule)
    {
        if (context.Response.HasStarted)
        {
            return Task.CompletedTask;
        }

        context.Response.StatusCode = status;
        ValidationError error = new(field, value.Length <= 64 ? value : value[..64], rule);
        return context.Response.WriteAsJsonAsync(new ErrorResource([error]), context.RequestAborted);
    }
}
