using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Musubi.Model.Services;

namespace Musubi.Api;

/// <summary>The REST interface of both processes, under /api/v1. docs/api.md names every route.</summary>
public static class MusubiRoutes
{
    /// <summary>
    /// Maps every route over the registered <see cref="IInventoryService"/>; also hosts/tokens when an <see cref="IJoinTokenService"/>
    /// is registered, and local and local/join when an <see cref="ILocalHostService"/> is.
    /// </summary>
    public static RouteGroupBuilder MapMusubiApi(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapGroup("/api/v1");
        api.MapGet("/revision", (IInventoryService service) => Results.Ok(new { service.Current.Revision }));
        return api;
    }
}
