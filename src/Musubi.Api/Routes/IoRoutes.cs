using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Resources;
using Musubi.Model.Services;

namespace Musubi.Api.Routes;

/// <summary>/switches/{name}/io</summary>
internal static class IoRoutes
{
    public static void Map(RouteGroupBuilder api) => api.MapGroup("/switches/{name}/io").WithTags("switches")
        .MapGet("", List).WithSummary("Show how the uplinks of a switch are shared, host by host").Produces<ListResource<IoHostResource>>();

    private static IResult List(IInventoryService service, string name, string? host, string? limit, string? offset)
    {
        InventorySnapshot snapshot = service.Current;
        if (Lookup.Switch(snapshot, name) is not { } owner)
        {
            return ApiResults.NotFound("switch", name);
        }

        HostConfig? only = null;
        if (host is not null && (only = Lookup.Host(snapshot, host)) is null)
        {
            return ApiResults.NotFound("host", host);
        }

        return new Page(new QueryValues(), limit, offset).Answer(snapshot.Revision, new IoView(snapshot, service).Show(owner, only?.Id), one => one);
    }
}
