using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Musubi.Api.Routes;
using Musubi.Model.Resources;
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
        api.AddEndpointFilterFactory(ApiFilter.Make);
        foreach (int status in (ReadOnlySpan<int>)[400, 401, 404, 409, 422, 503])
        {
            api.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ErrorResource), ["application/json"]));
        }

        SwitchRoutes.Map(api);
        MemberRoutes.Map(api);
        IoRoutes.Map(api);
        PortGroupRoutes.Map(api);
        PortRoutes.Map(api);
        VmRoutes.Map(api);
        AdapterRoutes.Map(api);
        HostRoutes.Map(api);
        EventRoutes.Map(api);
        RevisionRoutes.Map(api);
        ApplyRoutes.Map(api);
        IServiceProviderIsService? registered = routes.ServiceProvider.GetService<IServiceProviderIsService>();
        JoinRoutes.Map(api, registered?.IsService(typeof(IJoinTokenService)) == true, registered?.IsService(typeof(ILocalHostService)) == true);
        api.MapFallback("{**path}", (HttpContext context) => ApiResults.Error(StatusCodes.Status404NotFound, "route",
            $"{context.Request.Method} {context.Request.Path}", "no such route takes this method and content type (bodies are application/json)"));
        return api;
    }
}
