using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Musubi.Model.Resources;
using Musubi.Model.Services;

namespace Musubi.Api.Routes;

/// <summary>/events</summary>
internal static class EventRoutes
{
    private const int MaxEvents = 1000;

    private const int DefaultEvents = 100;

    public static void Map(RouteGroupBuilder api) => api.MapGet("/events", ListAsync).WithTags("events")
        .WithSummary("List what happened and who asked, oldest first").Produces<ListResource<EventRecord>>();

    private static async Task<IResult> ListAsync(
        HttpContext context, IInventoryService service, string? after, string? limit, string? reason, string? @object, string? host, string? severity)
    {
        QueryValues values = new();
        EventQuery query = new()
        {
            After = values.Number("after", after, 0, long.MaxValue),
            Limit = (int)(values.Number("limit", limit, 1, MaxEvents) ?? DefaultEvents),
            Reason = reason,
            Object = @object,
            Host = host,
            Severity = severity switch { "normal" => EventSeverity.Normal, "warning" => EventSeverity.Warning, _ => null },
        };
        if (severity is not (null or "normal" or "warning"))
        {
            values.Add("severity", severity, "must be normal or warning");
        }

        if (values.Errors.Count > 0)
        {
            return ApiResults.Error(StatusCodes.Status400BadRequest, values.Errors);
        }

        IReadOnlyList<EventRecord> events = await service.QueryEventsAsync(query, context.RequestAborted);
        return Results.Json(new ListResource<EventRecord>(service.Current.Revision, events.Count, [.. events]));
    }
}
