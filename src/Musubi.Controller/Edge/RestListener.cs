using System.Net;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Musubi.Api;
using Musubi.Controller.Rest;
using Musubi.Controller.Trust;
using Musubi.Controller.Web;
using Musubi.Model.Services;

namespace Musubi.Controller.Edge;

/// <summary>The REST interface and the pages: TLS, API tokens and sessions, JSON and HTML.</summary>
internal static class RestListener
{
    private static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(1);

    /// <param name="core">What it serves.</param>
    /// <param name="certificates">Its own.</param>
    /// <param name="endPoint">Where it listens.</param>
    /// <param name="fabricPort">Where hosts join.</param>
    /// <param name="keys">Folder of the keys with which sessions are sealed.</param>
    /// <param name="time">The clock.</param>
    public static WebApplication Build(ControllerCore core, ServerCertificates certificates, IPEndPoint endPoint, int fabricPort, DirectoryInfo keys, TimeProvider time)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        ListenerSettings.Apply(builder, Shutdown);
        builder.Services.AddSystemd();
        builder.Services.AddMusubiApi();
        builder.Services.AddOpenApi("v1", options => options.AddMusubiSchemas());
        builder.Services.AddSingleton<IInventoryService>(core.Inventory);
        builder.Services.AddSingleton<IJoinTokenService>(core.JoinTokens);
        builder.Services.AddSingleton(core.ApiTokens);
        builder.Services.AddSingleton(core.Accounts);
        builder.Services.AddSingleton(time);
        builder.AddPages(keys, fabricPort);
        builder.Services.AddSingleton(core.Counters);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            ListenerSettings.Limit(kestrel, RequestBody.MaxApplyBytes);
            kestrel.Listen(endPoint, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(new HttpsConnectionAdapterOptions
                {
                    SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    ServerCertificateSelector = (connection, _) => certificates.For((connection?.LocalEndPoint as IPEndPoint)?.Address),
                });
            });
        });

        WebApplication app = builder.Build();
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments(ApiGate.ApiPath),
            api =>
            {
                api.UseMiddleware<ErrorGuard>();
                api.UseStatusCodePages(context => ErrorAnswers.WriteAsync(
                    context.HttpContext, context.HttpContext.Response.StatusCode, "request", context.HttpContext.Request.Path, RuleOf(context.HttpContext)));
                api.UseMiddleware<ApiGate>();
            });
        app.UsePages();
        app.MapMusubiApi();
        app.MapControllerApi();
        app.MapAccountApi();
        app.MapPages();
        app.MapOpenApi("/api/{documentName}/openapi.json");
        return app;
    }

    /// <summary>What to say when the framework answered with a bare status.</summary>
    private static string RuleOf(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => "must be a route of the API; GET /api/v1/openapi.json lists them",
        StatusCodes.Status405MethodNotAllowed => $"has no method {context.Request.Method}",
        StatusCodes.Status415UnsupportedMediaType => "needs a body of type application/json",
        int status => $"was answered with status {status}",
    };
}
