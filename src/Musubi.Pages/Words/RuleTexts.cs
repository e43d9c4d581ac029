namespace Musubi.Pages.Words;

/// <summary>Texts about rules of traffic filtering and marking.</summary>
public sealed record RuleTexts
{
    public required string Title { get; init; }

    public required string UplinkTitle { get; init; }

    public required string Enabled { get; init; }

    public required string Rule { get; init; }

    public required string Direction { get; init; }

    public required string Action { get; init; }

    public required string Match { get; init; }

    public required string Hits { get; init; }

    public required string Order { get; init; }

    public required string Ask { get; init; }

    public required string MatchHint { get; init; }

    public required string None { get; init; }

    public required string AddRule { get; init; }

    public required string Everything { get; init; }

    public required string From { get; init; }

    public required string InForce { get; init; }

    public required string NotInForce { get; init; }

    /// <summary>Of how many ports or uplinks the hits are.</summary>
    public required Func<int, string> Counted { get; init; }

    /// <summary>How many rules there are.</summary>
    public required Func<string, string> Rules { get; init; }

    /// <summary>Null for a word that is shown as it is.</summary>
    public required Func<string, string?> WordName { get; init; }

    /// <summary>Null for what has no name; a test holds that every question has.</summary>
    public required Func<string, string?> QuestionName { get; init; }

    public static RuleTexts Of(Language language) => language == Language.Japanese ? Japanese : English;

    public string Word(string word) => WordName(word) ?? word;

    public string Question(string name) => QuestionName(name) ?? name;

    private static RuleTexts English { get; } = new()
    {
        Title = "Filtering and marking",
        UplinkTitle = "Filtering between uplinks and the wire",
        Enabled = "The rules are in force",
        Rule = "Rule",
        Direction = "Direction",
        Action = "Action",
        Match = "Frames with",
        Hits = "Hits",
        Order = "Order",
        Ask = "Ask also for",
        MatchHint = "“not ” before a value turns it round: “not 22”. What nothing is asked of meets every frame. The first rule that a frame meets decides; marking rules go on.",
        None = "There are no rules: everything passes.",
        AddRule = "Add a rule",
        Everything = "everything",
        From = "From",
        InForce = "in force",
        NotInForce = "not in force",
        Counted = count => count switch { 0 => "hits not told yet", 1 => "hits of 1 place", _ => $"hits of {count} places" },
        Rules = count => $"{count} rules",
        WordName = word => word switch
        {
            "ingress" => "from the VM",
            "egress" => "to the VM",
            "both" => "both ways",
            _ => null,
        },
        QuestionName = name => name switch
        {
            "sourceMac" => "source MAC",
            "destinationMac" => "destination MAC",
            "etherType" => "EtherType",
            "vlan" => "VLAN",
            "cos" => "CoS",
            "source" => "source address",
            "destination" => "destination address",
            "protocol" => "protocol",
            "sourcePort" => "source port",
            "destinationPort" => "destination port",
            "tcpFlags" => "TCP flags",
            "icmpType" => "ICMP type",
            "icmpCode" => "ICMP code",
            "dscp" => "DSCP",
            "traffic" => "traffic type",
            _ => null,
        },
    };

    private static RuleTexts Japanese { get; } = new()
    {
        Title = "フィルタリングとマーキング",
        UplinkTitle = "アップリンクと物理回線の間のフィルタリング",
        Enabled = "ルールを有効にする",
        Rule = "ルール",
        Direction = "方向",
        Action = "動作",
        Match = "対象フレーム",
        Hits = "ヒット数",
        Order = "順序",
        Ask = "条件を追加",
        MatchHint = "値の前に「not 」を付けると条件が反転します (例: not 22)。条件のないルールはすべてのフレームに一致します。最初に一致したルールで決まり、マーキングのルールは次へ進みます。",
        None = "ルールはありません。すべて通過します。",
        AddRule = "ルールを追加",
        Everything = "すべて",
        From = "設定元",
        InForce = "有効",
        NotInForce = "無効",
        Counted = count => count == 0 ? "ヒット数は未報告" : $"{count} か所の合計",
        Rules = count => $"ルール {count} 個",
        WordName = word => word switch
        {
            "ingress" => "VM から",
            "egress" => "VM へ",
            "both" => "両方向",
            "allow" => "許可",
            "drop" => "破棄",
            "mark" => "マーキング",
            _ => null,
        },
        QuestionName = name => name switch
        {
            "sourceMac" => "送信元 MAC",
            "destinationMac" => "宛先 MAC",
            "etherType" => "EtherType",
            "vlan" => "VLAN",
            "cos" => "CoS",
            "source" => "送信元アドレス",
            "destination" => "宛先アドレス",
            "protocol" => "プロトコル",
            "sourcePort" => "送信元ポート",
            "destinationPort" => "宛先ポート",
            "tcpFlags" => "TCP フラグ",
            "icmpType" => "ICMP タイプ",
            "icmpCode" => "ICMP コード",
            "dscp" => "DSCP",
            "traffic" => "トラフィック種別",
            _ => null,
        },
    };
}
