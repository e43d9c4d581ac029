namespace Musubi.Controller.Web;

/// <summary>
/// What a browser must not do with our answers: run or load anything from elsewhere, show them in another site's frame, guess their type, tell other sites where it
/// came from. Styles may stand in elements, which the component library needs.
/// </summary>
internal static class SafeHeaders
{
    private const string Policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers.StrictTransportSecurity = "max-age=31536000";
        return next(context);
    }
}
