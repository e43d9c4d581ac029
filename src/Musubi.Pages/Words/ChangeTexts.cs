namespace Musubi.Pages.Words;

/// <summary>Texts of the dialog that shows a change before it is made, and how far it is afterwards.</summary>
public sealed record ChangeTexts
{
    public required string WhatChanges { get; init; }

    public required string Nothing { get; init; }

    public required string OnHosts { get; init; }

    public required string Refused { get; init; }

    public required string Warnings { get; init; }

    public required string Cli { get; init; }

    public required string Yaml { get; init; }

    public required string Rest { get; init; }

    public required string Apply { get; init; }

    public required string Cancel { get; init; }

    public required string Close { get; init; }

    public required string Stale { get; init; }

    public required string Stored { get; init; }

    public required string Runs { get; init; }

    public required string Unavailable { get; init; }

    public required string Before { get; init; }

    public required string After { get; init; }

    public required string NotPermitted { get; init; }

    public required string Object { get; init; }

    public required string Field { get; init; }

    public required string Hosts { get; init; }

    public required string HasIt { get; init; }

    public required string EachField { get; init; }

    /// <summary>How many more differences there are than are shown.</summary>
    public required Func<int, string> More { get; init; }

    public static ChangeTexts Of(Language language) => language == Language.Japanese ? Japanese : English;

    private static ChangeTexts English { get; } = new()
    {
        WhatChanges = "What changes",
        Nothing = "Everything is as asked already.",
        OnHosts = "Hosts that take it up",
        Refused = "The controller refuses this:",
        Warnings = "This is permitted, but:",
        Cli = "Command",
        Yaml = "YAML",
        Rest = "REST",
        Apply = "Apply",
        Cancel = "Cancel",
        Close = "Close",
        Stale = "Somebody else has changed this meanwhile. What you typed is kept; look at what is there now and try again.",
        Stored = "Stored as revision",
        Runs = "It runs on every host.",
        Unavailable = "The change could not be stored; nothing was changed.",
        Before = "Before",
        After = "After",
        NotPermitted = "Your account may read, not change.",
        Object = "Object",
        Field = "Field",
        Hosts = "On hosts",
        HasIt = "runs it",
        EachField = "Field by field",
        More = count => $"… and {count} more.",
    };

    private static ChangeTexts Japanese { get; } = new()
    {
        WhatChanges = "変更内容",
        Nothing = "すでに指定どおりです。",
        OnHosts = "反映されるホスト",
        Refused = "コントローラがこの変更を拒否しました:",
        Warnings = "変更できますが、注意してください:",
        Cli = "コマンド",
        Yaml = "YAML",
        Rest = "REST",
        Apply = "適用",
        Cancel = "キャンセル",
        Close = "閉じる",
        Stale = "ほかの人がこの対象を変更しました。入力内容は残っています。現在の内容を確認してやり直してください。",
        Stored = "保存しました。リビジョン",
        Runs = "すべてのホストで動作しています。",
        Unavailable = "変更を保存できませんでした。何も変更されていません。",
        Before = "変更前",
        After = "変更後",
        NotPermitted = "このアカウントは閲覧のみです。",
        Object = "対象",
        Field = "項目",
        Hosts = "変更されるホスト",
        HasIt = "反映済み",
        EachField = "項目ごとの変更",
        More = count => $"… ほか {count} 件",
    };
}
