using Musubi.Model.Resources;
using Musubi.Model.Validation;

namespace Musubi.Controller.Rest;

/// <summary>Errors in the one form that the API has for them.</summary>
internal static class ErrorAnswers
{
    /// <summary>Writes an error as the whole answer; nothing when the answer has begun already.</summary>
    public static Task WriteAsync(HttpContext context, int status, string field, string value, string rule)
    {
        if (context.Response.HasStarted)
        {
            return Task.CompletedTask;
        }

        context.Response.StatusCode = status;
        ValidationError error = new(field, ShownValue.Of(value), rule);
        return context.Response.WriteAsJsonAsync(new ErrorResource([error]), context.RequestAborted);
    }
}
