using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Musubi.Pages.Changes;
using Musubi.Pages.Identity;
using Musubi.Pages.Live;

namespace Musubi.Pages;

/// <summary>Puts the pages into a process that has an <see cref="Model.Services.IInventoryService"/>, an <see cref="IPageSignIn"/> and a <see cref="TimeProvider"/>.</summary>
public static class PagesSetup
{
    /// <summary>Pages whose connection broke and that may come back, and for how long.</summary>
    private const int MostDisconnected = 100;

    private static readonly TimeSpan DisconnectedFor = TimeSpan.FromMinutes(3);

    public static IServiceCollection AddMusubiPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        {
            circuits.DisconnectedCircuitMaxRetained = MostDisconnected;
            circuits.DisconnectedCircuitRetentionPeriod = DisconnectedFor;
        });
        services.AddCascadingAuthenticationState();
        services.AddMudServices();
        services.AddSingleton<FabricFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<FabricFeed>());
        services.AddScoped<FabricEditor>();
        services.AddScoped<AuthenticationStateProvider, PageSessionState>();
        return services;
    }

    public static IEndpointConventionBuilder MapMusubiPages(this IEndpointRouteBuilder routes) =>
        // The process's own policy says who may frame a page: nobody.
        routes.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null).RequireAuthorization();
}
