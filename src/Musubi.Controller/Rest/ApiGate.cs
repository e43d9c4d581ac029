using Musubi.Api;
using Musubi.Controller.Counting;
using Musubi.Controller.Trust;
using Musubi.Model.Services;

namespace Musubi.Controller.Rest;

/// <summary>
/// The one place where requests are authenticated and authorised: a bearer token, its role, and from then on its name as the caller. Only the
/// health check goes without.
/// </summary>
internal sealed class ApiGate(RequestDelegate next, ApiTokens tokens, ControllerCounters counters)
{
    public const string HealthPath = "/api/v1/health";
    public const string TokensPath = "/api/v1/tokens";
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path == HealthPath && HttpMethods.IsGet(context.Request.Method))
        {
            return next(context);
        }

        string header = context.Request.Headers.Authorization.ToString();
        ApiToken? token = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? tokens.Authenticate(header[Scheme.Length..].Trim())
            : null;
        if (token is null)
        {
            counters.Add(ControllerCounter.RequestsUnauthorized);
            context.Response.Headers.WWWAuthenticate = "Bearer";
            string rule = header.Length == 0 ? "an API token is needed: Authorization: Bearer TOKEN" : "must be a valid API token: it is unknown or was revoked";
            return ErrorAnswers.WriteAsync(context, StatusCodes.Status401Unauthorized, "Authorization", "", rule);
        }

        if (token.Role != ApiRole.Admin && !MayRead(context.Request))
        {
            counters.Add(ControllerCounter.RequestsForbidden);
            return ErrorAnswers.WriteAsync(context, StatusCodes.Status403Forbidden, "Authorization", $"token {token.Name}", "must have the role admin for this; its role is readOnly");
        }

        context.SetCaller(new Caller($"token {token.Name}"));
        return next(context);
    }

    private static bool MayRead(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && !request.Path.StartsWithSegments(TokensPath);
}
