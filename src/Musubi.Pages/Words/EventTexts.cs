namespace Musubi.Pages.Words;

/// <summary>Texts of the page of events.</summary>
public sealed record EventTexts
{
    public required string Title { get; init; }

    public required string Time { get; init; }

    public required string What { get; init; }

    public required string Object { get; init; }

    public required string Host { get; init; }

    public required string Who { get; init; }

    public required string Message { get; init; }

    public required string Export { get; init; }

    public required string OnlyWarnings { get; init; }

    public required string None { get; init; }

    public required string Tasks { get; init; }

    /// <summary>How many of how many hosts run a change.</summary>
    public required Func<int, int, string> HostsHave { get; init; }

    public static EventTexts Of(Language language) => language == Language.Japanese ? Japanese : English;

    private static EventTexts English { get; } = new()
    {
        Title = "Events and tasks",
        Time = "Time",
        What = "Event",
        Object = "Object",
        Host = "Host",
        Who = "By",
        Message = "What changed",
        Export = "Export",
        OnlyWarnings = "Warnings only",
        None = "Nothing has happened yet.",
        Tasks = "Changes of late",
        HostsHave = (done, all) => $"on {done} of {all} hosts",
    };

    private static EventTexts Japanese { get; } = new()
    {
        Title = "イベントとタスク",
        Time = "日時",
        What = "イベント",
        Object = "対象",
        Host = "ホスト",
        Who = "実行者",
        Message = "変更内容",
        Export = "エクスポート",
        OnlyWarnings = "警告のみ",
        None = "イベントはまだありません。",
        Tasks = "最近の変更",
        HostsHave = (done, all) => $"{all} 台中 {done} 台に反映",
    };
}
