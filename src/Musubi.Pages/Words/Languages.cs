namespace Musubi.Pages.Words;

/// <summary>Which language somebody gets: the one that was chosen (a cookie), else the first known one that the browser asks for.</summary>
public static class Languages
{
    public const string Cookie = "musubi-language";

    public static string Code(Language language) => language == Language.Japanese ? "ja" : "en";

    public static Language Choose(string? cookie, string acceptLanguage) => cookie switch
    {
        "ja" => Language.Japanese,
        "en" => Language.English,
        _ => FirstKnown(acceptLanguage),
    };

    private static Language FirstKnown(string acceptLanguage)
    {
        foreach (string part in acceptLanguage.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith("ja", StringComparison.OrdinalIgnoreCase))
            {
                return Language.Japanese;
            }

            if (part.StartsWith("en", StringComparison.OrdinalIgnoreCase))
            {
                return Language.English;
            }
        }

        return Language.English;
    }
}
