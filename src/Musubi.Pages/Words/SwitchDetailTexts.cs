namespace Musubi.Pages.Words;

/// <summary>Texts of the parts of a switch's page.</summary>
public sealed record SwitchDetailTexts
{
    public required string TabHosts { get; init; }

    public required string TabSettings { get; init; }

    public required string Lags { get; init; }

    public required string NoLags { get; init; }

    public required string IoControl { get; init; }

    public required string NoIo { get; init; }

    public required string IoOff { get; init; }

    public required string Groups { get; init; }

    public required string NoGroups { get; init; }

    public required string NoSnooping { get; init; }

    public required string Rules { get; init; }

    public required string Host { get; init; }

    public required string Uplink { get; init; }

    public required string State { get; init; }

    public required string Why { get; init; }

    public required string Partner { get; init; }

    public required string Port { get; init; }

    public required string Key { get; init; }

    public required string Joins { get; init; }

    public required string Class { get; init; }

    public required string Now { get; init; }

    public required string Recent { get; init; }

    public required string Delayed { get; init; }

    public required string Dropped { get; init; }

    public required string AllTraffic { get; init; }

    public required string OwnFrames { get; init; }

    public required string Others { get; init; }

    public required string Pool { get; init; }

    public required string Querier { get; init; }

    public required string Routers { get; init; }

    public required string Memberships { get; init; }

    public required string Group { get; init; }

    public required string Sources { get; init; }

    public required string AnySource { get; init; }

    public required string AllBut { get; init; }

    public required string Since { get; init; }

    public required string Nobody { get; init; }

    public required string ThisSwitch { get; init; }

    /// <summary>How far a member of a LAG has come; null where its host did not tell.</summary>
    public required Func<string?, string> LagState { get; init; }

    public static SwitchDetailTexts Of(Language language) => language == Language.Japanese ? Japanese : English;

    private static SwitchDetailTexts English { get; } = new()
    {
        TabHosts = "Hosts",
        TabSettings = "Settings and policy",
        Lags = "LAGs",
        NoLags = "This switch has no LAG.",
        IoControl = "I/O control",
        NoIo = "No host has told yet what its uplinks carry.",
        IoOff = "Network I/O Control is off: frames leave as they come.",
        Groups = "Multicast groups",
        NoGroups = "Nobody listens to a group.",
        NoSnooping = "This switch filters multicast by MAC: groups are not followed. Snooping is switched on where the switch is edited.",
        Rules = "Rules at uplinks",
        Host = "Host",
        Uplink = "Uplink",
        State = "State",
        Why = "Why",
        Partner = "Partner",
        Port = "port",
        Key = "key",
        Joins = "Joins",
        Class = "Traffic",
        Now = "Now",
        Recent = "Last minute",
        Delayed = "Held frames",
        Dropped = "Dropped",
        AllTraffic = "All",
        OwnFrames = "the switch's own",
        Others = "ports that are gone",
        Pool = "Pool",
        Querier = "Asks",
        Routers = "Routers",
        Memberships = "Listeners",
        Group = "Group",
        Sources = "Sources",
        AnySource = "any",
        AllBut = "all but",
        Since = "Since",
        Nobody = "nobody",
        ThisSwitch = "this switch",
        LagState = state => state ?? "not told",
    };

    private static SwitchDetailTexts Japanese { get; } = new()
    {
        TabHosts = "ホスト",
        TabSettings = "設定とポリシー",
        Lags = "LAG",
        NoLags = "このスイッチに LAG はありません。",
        IoControl = "I/O 制御",
        NoIo = "アップリンクの状況を報告したホストはまだありません。",
        IoOff = "Network I/O Control はオフです。フレームは到着順に送信されます。",
        Groups = "マルチキャストグループ",
        NoGroups = "グループを受信しているポートはありません。",
        NoSnooping = "このスイッチは MAC でマルチキャストをフィルタしており、グループは追跡していません。スヌーピングはスイッチの編集で有効にできます。",
        Rules = "アップリンクのルール",
        Host = "ホスト",
        Uplink = "アップリンク",
        State = "状態",
        Why = "理由",
        Partner = "対向",
        Port = "ポート",
        Key = "キー",
        Joins = "参加回数",
        Class = "トラフィック",
        Now = "現在",
        Recent = "直近 1 分",
        Delayed = "待機フレーム",
        Dropped = "破棄",
        AllTraffic = "全体",
        OwnFrames = "スイッチ自身",
        Others = "削除されたポート",
        Pool = "プール",
        Querier = "クエリア",
        Routers = "ルータ",
        Memberships = "受信数",
        Group = "グループ",
        Sources = "送信元",
        AnySource = "すべて",
        AllBut = "以下を除く:",
        Since = "開始",
        Nobody = "なし",
        ThisSwitch = "このスイッチ",
        LagState = state => state switch
        {
            null => "未報告",
            "detached" => "未参加",
            "waiting" => "待機中",
            "attached" => "接続済み",
            "collecting" => "受信中",
            "distributing" => "使用中",
            _ => state,
        },
    };
}
