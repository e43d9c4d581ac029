namespace Musubi.Cli.Output;

/// <summary>The one form of an error line.</summary>
internal static class ErrorText
{
    public static string Line(string field, string value, string rule)
    {
        string text = SafeText.Of(field.Length > 0 ? $"{field}: {rule}" : rule);
        return value.Length > 0 ? $"{text} (got \"{SafeText.Of(value)}\")" : text;
    }
}
