namespace Musubi.Pages.Words;

/// <summary>Texts of tables.</summary>
public sealed record TableTexts
{
    public required string Filter { get; init; }

    public required string NothingMatches { get; init; }

    /// <summary>How many rows are shown, of how many.</summary>
    public required Func<int, int, string> Count { get; init; }

    public static TableTexts Of(Language language) => language == Language.Japanese ? Japanese : English;

    private static TableTexts English { get; } = new()
    {
        Filter = "Filter",
        NothingMatches = "No row has all of these words.",
        Count = (shown, all) => shown == all ? $"{all:N0}" : $"{shown:N0} of {all:N0}",
    };

    private static TableTexts Japanese { get; } = new()
    {
        Filter = "絞り込み",
        NothingMatches = "一致する行はありません。",
        Count = (shown, all) => shown == all ? $"{all:N0} 件" : $"{all:N0} 件中 {shown:N0} 件",
    };
}
