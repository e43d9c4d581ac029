using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Musubi.Model.Inventory;
using Musubi.Model.Resources;
using Musubi.Model.Services;

namespace Musubi.Api.Routes;

/// <summary>/revision, /revisions/{number} and /watch</summary>
internal static class RevisionRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/revisions/{number}", Show).WithTags("revisions").WithSummary("Show where a revision runs").Produces<RevisionResource>();
        api.MapGet("/watch", Watch).WithTags("revisions")
            .WithSummary("Watch changes from a revision on, as server-sent events").Produces<WatchResource>(contentType: "text/event-stream");
    }

    private static IResult Show(IInventoryService service, string number)
    {
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long revision))
        {
            return ApiResults.Error(StatusCodes.Status400BadRequest, "revision", number, "must be a whole number from 0");
        }

        if (revision > service.Current.Revision)
        {
            return ApiResults.Error(StatusCodes.Status404NotFound, "revision", number, $"has not been made: the newest is {service.Current.Revision}");
        }

        RevisionStatus status = service.GetRevisionStatus(revision);
        return Results.Json(new RevisionResource(status.Revision, status.Done, status.Hosts));
    }

    private static IResult Watch(HttpContext context, IInventoryService service, string? from)
    {
        QueryValues query = new();
        long present = service.Current.Revision;
        long start = query.Number("from", from, 0, long.MaxValue) ?? present;
        if (start > present)
        {
            query.Add("from", from, $"has not been made: the newest is {present}");
        }

        return query.Errors.Count > 0
            ? ApiResults.Error(StatusCodes.Status400BadRequest, query.Errors)
            : TypedResults.ServerSentEvents(StreamAsync(service, start, context.RequestAborted));
    }

    /// <summary>First "open", so that the watcher knows at once that it is heard; then what the service tells.</summary>
    private static async IAsyncEnumerable<SseItem<WatchResource>> StreamAsync(
        IInventoryService service, long start, [EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return Item("open", new WatchResource(start, []));
        await foreach (WatchMessage message in service.WatchAsync(start, cancellation))
        {
            ResourceView view = new(service.Current, service);
            yield return Item(message.Resync ? "resync" : "change",
                new WatchResource(message.Revision, [.. message.Changes.Select(change => ShowChange(view, change))]));
        }
    }

    private static SseItem<WatchResource> Item(string type, WatchResource data) =>
        new(data, type) { EventId = data.Revision.ToString(CultureInfo.InvariantCulture) };

    private static WatchChangeResource ShowChange(ResourceView view, ObjectChange change)
    {
        (string kind, object? resource) = change.Kind switch
        {
            ObjectKind.Switch => ("switch", view.Snapshot.Switches.TryGetValue(change.Id, out var item) ? view.Show(item) : (object?)null),
            ObjectKind.PortGroup => ("portGroup", view.Snapshot.PortGroups.TryGetValue(change.Id, out var item) ? view.Show(item) : null),
            ObjectKind.Port => ("port", view.Snapshot.Ports.TryGetValue(change.Id, out var item) ? view.Show(item) : null),
            _ => ("host", view.Snapshot.Hosts.TryGetValue(change.Id, out var item) ? view.Show(item) : null),
        };
        string action = change.Before is null ? "created" : change.After is null ? "deleted" : "changed";
        return new WatchChangeResource(kind, change.Id, action, change.After is null ? null : resource);
    }
}
