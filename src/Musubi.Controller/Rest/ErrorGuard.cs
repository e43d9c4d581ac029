using Musubi.Controller.Counting;
using Musubi.Model.Services;

namespace Musubi.Controller.Rest;

/// <summary>Turns what escapes from the routes into answers of the API's own form. Requests also end when the controller stops.</summary>
internal sealed partial class ErrorGuard(
    RequestDelegate next, IHostApplicationLifetime lifetime, ControllerCounters counters, ILogger<ErrorGuard> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        CancellationToken aborted = context.RequestAborted;
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        context.RequestAborted = ends.Token;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
        catch (InventoryUnavailableException error)
        {
            await ErrorAnswers.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "inventory", "", error.Message).ConfigureAwait(false);
        }
        catch (BadHttpRequestException error)
        {
            string rule = error.InnerException is System.Text.Json.JsonException json ? json.Message : error.Message;
            await ErrorAnswers.WriteAsync(context, error.StatusCode, "request", "", rule).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // the last resort: whatever a request did, the controller goes on and the client gets an answer
        catch (Exception error)
#pragma warning restore CA1031
        {
            counters.Add(ControllerCounter.RequestsFailed);
            Log.Failed(logger, context.Request.Method, context.Request.Path, error);
            const string Rule = "failed in the controller; its log says why";
            await ErrorAnswers.WriteAsync(context, StatusCodes.Status500InternalServerError, "request", "", Rule).ConfigureAwait(false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
        public static partial void Failed(ILogger logger, string method, string path, Exception error);
    }
}
