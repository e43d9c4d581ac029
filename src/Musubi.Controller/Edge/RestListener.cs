using System.Net;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Musubi.Api;
using Musubi.Controller.Rest;
using Musubi.Controller.Trust;
using Musubi.Model.Services;

namespace Musubi.Controller.Edge;

/// <summary>The REST interface: TLS, API tokens, JSON.</summary>
internal static class RestListener
{
    private static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(1);

    public static WebApplication Build(ControllerCore core, ServerCertificates certificates, IPEndPoint endPoint)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        ListenerSettings.Apply(builder, Shutdown);
        builder.Services.AddSystemd();
        builder.Services.AddMusubiApi();
        builder.Services.AddOpenApi("v1", options => options.AddMusubiSchemas());
        builder.Services.AddSingleton<IInventoryService>(core.Inventory);
        builder.Services.AddSingleton<IJoinTokenService>(core.JoinTokens);
        builder.Services.AddSingleton(core.ApiTokens);
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
        app.UseMiddleware<ErrorGuard>();
        app.UseStatusCodePages(context => ErrorAnswers.WriteAsync(
            context.HttpContext, context.HttpContext.Response.StatusCode, "request", context.HttpContext.Request.Path, RuleOf(context.HttpContext)));
        app.UseMiddleware<ApiGate>();
        app.UseRouting();
        app.MapMusubiApi();
        app.MapControllerApi();
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
