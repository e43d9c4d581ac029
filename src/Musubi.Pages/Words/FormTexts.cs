namespace Musubi.Pages.Words;

/// <summary>Texts of forms, and the words that values have.</summary>
public sealed record FormTexts
{
    public required string Review { get; init; }

    public required string Cancel { get; init; }

    public required string Edit { get; init; }

    public required string Copy { get; init; }

    public required string Delete { get; init; }

    public required string Add { get; init; }

    public required string Remove { get; init; }

    public required string NothingYet { get; init; }

    public required string Checking { get; init; }

    public required string Faults { get; init; }

    public required string Preview { get; init; }

    public required string ReachesNoHost { get; init; }

    public required string Away { get; init; }

    /// <summary>How many ports of a host become otherwise.</summary>
    public required Func<int, string> PortsChange { get; init; }

    public required string ChangedMeanwhile { get; init; }

    public required string TakeOver { get; init; }

    public required string BothChanged { get; init; }

    public required string Gone { get; init; }

    public required string VlanKind { get; init; }

    public required string VlanNone { get; init; }

    public required string VlanAccess { get; init; }

    public required string VlanTrunk { get; init; }

    public required string VlanPrivate { get; init; }

    public required string Active { get; init; }

    public required string Standby { get; init; }

    public required string Unused { get; init; }

    public required Func<string, string> Up { get; init; }

    public required Func<string, string> Down { get; init; }

    public required string Limited { get; init; }

    public required string Unlimited { get; init; }

    public required string Average { get; init; }

    public required string Peak { get; init; }

    public required string Burst { get; init; }

    public required string Name { get; init; }

    public required string General { get; init; }

    public required string NotPermitted { get; init; }

    /// <summary>Null for a word that is shown as it is.</summary>
    public required Func<string, string?> WordName { get; init; }

    public static FormTexts Of(Language language) => language == Language.Japanese ? Japanese : English;

    /// <summary>A word of the API as people read it.</summary>
    public string Word(string word) => WordName(word) ?? word;

    private static FormTexts English { get; } = new()
    {
        Review = "Review and apply",
        Cancel = "Cancel",
        Edit = "Edit",
        Copy = "Clone",
        Delete = "Delete",
        Add = "Add",
        Remove = "Remove",
        NothingYet = "Nothing is changed yet.",
        Checking = "Checking…",
        Faults = "To be put right",
        Preview = "What this will do",
        ReachesNoHost = "No host has to do anything for this.",
        Away = "away: takes it up when it is back",
        PortsChange = count => count switch { 0 => "", 1 => "1 port", _ => $"{count} ports" },
        ChangedMeanwhile = "Somebody else has changed this since you opened it. What you typed is kept.",
        TakeOver = "Take over their changes, keep mine",
        BothChanged = "You both changed these; applying puts yours in place of theirs:",
        Gone = "Somebody else has deleted this meanwhile.",
        VlanKind = "Kind of VLAN",
        VlanNone = "none (guest untagged)",
        VlanAccess = "access",
        VlanTrunk = "trunk",
        VlanPrivate = "private VLAN",
        Active = "active",
        Standby = "standby",
        Unused = "unused",
        Up = name => $"Move {name} up",
        Down = name => $"Move {name} down",
        Limited = "limited",
        Unlimited = "not limited",
        Average = "average",
        Peak = "peak",
        Burst = "burst",
        Name = "Name",
        General = "General",
        NotPermitted = "Your account may read, not change.",
        WordName = word => word switch
        {
            "true" => "yes",
            "false" => "no",
            "portId" => "by port id",
            "explicitOrder" => "explicit order",
            "sourceMac" => "by source MAC",
            "ipHash" => "by IP hash (static channel)",
            "physicalLoad" => "by physical load",
            "link" => "link state",
            "beacon" => "beacons",
            "drop" => "drop frames of others",
            "allow" => "let pass without learning",
            "blocked" => "blocking",
            "vlan" => "VLAN",
            "cdp" => "CDP",
            "lldp" => "LLDP",
            "both" => "listen and advertise",
            "basic" => "basic (by MAC)",
            "snooping" => "IGMP/MLD snooping",
            "slow" => "slow (30 s)",
            "fast" => "fast (1 s)",
            _ => null,
        },
    };

    private static FormTexts Japanese { get; } = new()
    {
        Review = "確認して適用",
        Cancel = "キャンセル",
        Edit = "編集",
        Copy = "複製",
        Delete = "削除",
        Add = "追加",
        Remove = "削除",
        NothingYet = "まだ何も変更されていません。",
        Checking = "確認中…",
        Faults = "修正が必要です",
        Preview = "適用した場合の結果",
        ReachesNoHost = "ホスト側での変更はありません。",
        Away = "接続不可: 復帰後に反映されます",
        PortsChange = count => count == 0 ? "" : $"ポート {count} 個",
        ChangedMeanwhile = "開いた後に、ほかの人がこの対象を変更しました。入力内容は残っています。",
        TakeOver = "ほかの人の変更を取り込み、自分の変更を残す",
        BothChanged = "双方が変更した項目です。適用すると自分の値で置き換わります:",
        Gone = "ほかの人がこの対象を削除しました。",
        VlanKind = "VLAN の種類",
        VlanNone = "なし (タグなし)",
        VlanAccess = "アクセス",
        VlanTrunk = "トランク",
        VlanPrivate = "プライベート VLAN",
        Active = "アクティブ",
        Standby = "スタンバイ",
        Unused = "未使用",
        Up = name => $"{name} を上へ",
        Down = name => $"{name} を下へ",
        Limited = "制限する",
        Unlimited = "制限しない",
        Average = "平均",
        Peak = "ピーク",
        Burst = "バースト",
        Name = "名前",
        General = "全般",
        NotPermitted = "このアカウントは閲覧のみです。",
        WordName = word => word switch
        {
            "true" => "はい",
            "false" => "いいえ",
            "accept" => "承諾",
            "reject" => "拒否",
            "portId" => "ポート ID",
            "explicitOrder" => "明示的な順序",
            "sourceMac" => "送信元 MAC",
            "ipHash" => "IP ハッシュ (静的チャネル)",
            "physicalLoad" => "物理 NIC の負荷",
            "link" => "リンク状態",
            "beacon" => "ビーコン",
            "drop" => "ほかのフレームを破棄",
            "allow" => "学習せずに通過",
            "off" => "オフ",
            "observe" => "観察のみ",
            "snooped" => "スヌーピング",
            "configured" => "設定済みのみ",
            "blocked" => "ブロック",
            "security" => "セキュリティ",
            "vlan" => "VLAN",
            "teaming" => "チーミング",
            "shaping" => "シェーピング",
            "filtering" => "フィルタリング",
            "cdp" => "CDP",
            "lldp" => "LLDP",
            "none" => "なし",
            "listen" => "受信",
            "advertise" => "送信",
            "both" => "送受信",
            "basic" => "基本 (MAC)",
            "snooping" => "IGMP/MLD スヌーピング",
            "active" => "アクティブ",
            "passive" => "パッシブ",
            "slow" => "低速 (30 秒)",
            "fast" => "高速 (1 秒)",
            _ => null,
        },
    };
}
