using Musubi.Api;
using Musubi.Controller.Accounts;
using Musubi.Controller.Counting;
using Musubi.Controller.Trust;
using Musubi.Model.Services;

namespace Musubi.Controller.Rest;

/// <summary>
/// The one place where requests to the API are authenticated and authorised: an API token or a session of an account, its role, and from then on its name as the
/// caller. Cookies are not looked at, so no other site can have a browser ask in somebody's name. Only the health check and signing in go without.
/// </summary>
internal sealed class ApiGate(RequestDelegate next, ApiTokens tokens, SessionTickets sessions, ControllerCounters counters)
{
    public const string ApiPath = "/api";
    public const string HealthPath = "/api/v1/health";
    public const string TokensPath = "/api/v1/tokens";
    public const string AccountsPath = "/api/v1/accounts";
    public const string SessionsPath = "/api/v1/sessions";
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(ApiPath) || IsOpen(context.Request))
        {
            return next(context);
        }

        string header = context.Request.Headers.Authorization.ToString();
        if (Authenticate(header) is not { } caller)
        {
            counters.Add(ControllerCounter.RequestsUnauthorized);
            context.Response.Headers.WWWAuthenticate = "Bearer";
            string rule = header.Length == 0 ? "an API token or a session is needed: Authorization: Bearer TOKEN" : "must be a valid API token or session: it is unknown, was revoked or has ended";
            return ErrorAnswers.WriteAsync(context, StatusCodes.Status401Unauthorized, "Authorization", "", rule);
        }

        if (caller.Role != ApiRole.Admin && !MayRead(context.Request))
        {
            counters.Add(ControllerCounter.RequestsForbidden);
            return ErrorAnswers.WriteAsync(context, StatusCodes.Status403Forbidden, "Authorization", caller.Name, "must have the role admin for this; its role is readOnly");
        }

        context.SetCaller(new Caller(caller.Name));
        return next(context);
    }

    private static bool IsOpen(HttpRequest request) =>
        (request.Path == HealthPath && HttpMethods.IsGet(request.Method)) || (request.Path == SessionsPath && HttpMethods.IsPost(request.Method));

    private (string Name, ApiRole Role)? Authenticate(string header)
    {
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string text = header[Scheme.Length..].Trim();
        return sessions.Open(text) is { } session ? (session.Caller.Name, session.Account.Role)
            : tokens.Authenticate(text) is { } token ? ($"token {token.Name}", token.Role)
            : null;
    }

    private static bool MayRead(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && !request.Path.StartsWithSegments(TokensPath) && !request.Path.StartsWithSegments(AccountsPath);
}
