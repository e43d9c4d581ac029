namespace Musubi.Model.Policy.Filtering;

/// <summary>A question that a rule may ask of a frame, and its text.</summary>
/// <param name="Name">As users write it.</param>
/// <param name="Rule">What the text must be.</param>
/// <param name="Write">The text of a match's answer, or null when it does not ask.</param>
/// <param name="Read">The match with the answer that the text (without "not ") gives, or null when it gives none.</param>
public sealed record FilterField(string Name, string Rule, Func<FilterMatch, string?> Write, Func<FilterMatch, string, bool, FilterMatch?> Read)
{
    private const string Not = "not ";

    /// <summary>The match with this question answered by a text; null when the text is not what it must be.</summary>
    public FilterMatch? With(FilterMatch match, string text)
    {
        bool negated = text.StartsWith(Not, StringComparison.Ordinal);
        return Read(match, negated ? text[Not.Length..] : text, negated);
    }

    internal static string Negate(string text, bool negated) => negated ? Not + text : text;
}
