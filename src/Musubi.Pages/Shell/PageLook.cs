using Microsoft.AspNetCore.Http;
using Musubi.Pages.Words;

namespace Musubi.Pages.Shell;

/// <summary>How somebody wants the pages: as two cookies say, which scripts may read and which say nothing of the person.</summary>
/// <param name="Language">Of the texts.</param>
/// <param name="Dark">Dark or light; null: as the browser is.</param>
public sealed record PageLook(Language Language, bool? Dark)
{
    public const string ThemeCookie = "musubi-theme";

    public static PageLook Of(HttpContext context) => new(
        Languages.Choose(context.Request.Cookies[Languages.Cookie], context.Request.Headers.AcceptLanguage.ToString()),
        context.Request.Cookies[ThemeCookie] switch { "dark" => true, "light" => false, _ => null });
}
