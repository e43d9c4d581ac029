using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Musubi.Api;
using Musubi.Controller.Accounts;
using Musubi.Controller.Rest;
using Musubi.Pages;
using Musubi.Pages.Guides;
using Musubi.Pages.Identity;

namespace Musubi.Controller.Web;

/// <summary>The pages beside the API, on the same listener.</summary>
internal static class WebSetup
{
    /// <summary>Written at publishing: which files belong to the pages, and their fingerprints.</summary>
    private const string AssetList = "musubi-controller.staticwebassets.endpoints.json";

    public static void AddPages(this WebApplicationBuilder builder, DirectoryInfo keys, int fabricPort)
    {
        builder.Services.AddDataProtection().SetApplicationName("musubi").PersistKeysToFileSystem(keys);
        builder.Services.AddSingleton<SessionTickets>();
        builder.Services.AddSingleton<PageSignIn>();
        builder.Services.AddSingleton<IPageSignIn>(services => services.GetRequiredService<PageSignIn>());
        builder.Services.AddSingleton<IHostInvitation>(services => new PageInvitation(services.GetRequiredService<IJoinTokenService>(), services.GetRequiredService<IPageSignIn>(), fabricPort));
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
        {
            options.Cookie.Name = PageSignIn.CookieName;
            options.Cookie.HttpOnly = true;
            options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.LoginPath = "/sign-in";
            options.AccessDeniedPath = "/sign-in";
            options.ExpireTimeSpan = SessionTickets.Lifetime;
            options.SlidingExpiration = false;
            options.Events.OnValidatePrincipal = context => context.HttpContext.RequestServices.GetRequiredService<PageSignIn>().ValidateAsync(context);
        });
        builder.Services.AddAuthorization();
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "__Host-musubi-form";
            options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            options.Cookie.SameSite = SameSiteMode.Strict;
        });
        builder.Services.AddMusubiPages();
    }

    public static void UsePages(this WebApplication app)
    {
        app.Use(SafeHeaders.AddAsync);
        app.UseWhen(IsPage, pages => pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));
        app.UseRouting();
        app.UseWhen(IsPage, pages => pages.UseAuthentication());
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    public static void MapPages(this WebApplication app)
    {
        string assets = Path.Combine(AppContext.BaseDirectory, AssetList);
        if (Path.Exists(assets))
        {
            app.MapStaticAssets(assets).AllowAnonymous();
        }

        app.MapMusubiPages();
    }

    private static bool IsPage(HttpContext context) => !context.Request.Path.StartsWithSegments(ApiGate.ApiPath);
}
