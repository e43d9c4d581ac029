namespace Musubi.Pages.Words;

/// <summary>Texts of the overview.</summary>
public sealed record OverviewTexts
{
    public required string Hosts { get; init; }

    public required string InSync { get; init; }

    public required string Pending { get; init; }

    public required string Errors { get; init; }

    public required string Unreachable { get; init; }

    public required string UplinksDown { get; init; }

    public required string PortsBlocked { get; init; }

    public required string PortsDropping { get; init; }

    public required string PortsInUse { get; init; }

    public required string Attention { get; init; }

    public required string AllWell { get; init; }

    public required string TopTalkers { get; init; }

    public required string LatestEvents { get; init; }

    public required string LinkDown { get; init; }

    public required string Drops { get; init; }

    public required string Undone { get; init; }

    public required string FirstTitle { get; init; }

    public required string StepJoin { get; init; }

    public required string StepSwitch { get; init; }

    public required string StepGroup { get; init; }

    public required string Quiet { get; init; }

    public static OverviewTexts Of(Language language) => language == Language.Japanese ? Japanese : English;

    private static OverviewTexts English { get; } = new()
    {
        Hosts = "Hosts",
        InSync = "in sync",
        Pending = "pending",
        Errors = "with errors",
        Unreachable = "unreachable",
        UplinksDown = "Uplinks down",
        PortsBlocked = "Ports blocked",
        PortsDropping = "Ports dropping",
        PortsInUse = "Ports in use",
        Attention = "Needs attention",
        AllWell = "Nothing does.",
        TopTalkers = "Top talkers",
        LatestEvents = "Latest events",
        LinkDown = "has no link",
        Drops = "drops",
        Undone = "has undone by itself what cut it off from its controller",
        FirstTitle = "Three steps to the first switch",
        StepJoin = "Let a host join.",
        StepSwitch = "Create a distributed switch, with the host and its NICs.",
        StepGroup = "Create a port group, and attach VMs to it.",
        Quiet = "No port carries anything now.",
    };

    private static OverviewTexts Japanese { get; } = new()
    {
        Hosts = "ホスト",
        InSync = "同期済み",
        Pending = "反映待ち",
        Errors = "エラーあり",
        Unreachable = "接続不可",
        UplinksDown = "ダウン中のアップリンク",
        PortsBlocked = "ブロック中のポート",
        PortsDropping = "破棄が発生中のポート",
        PortsInUse = "使用中のポート",
        Attention = "対応が必要",
        AllWell = "ありません。",
        TopTalkers = "通信量の多いポート",
        LatestEvents = "最新のイベント",
        LinkDown = "リンクがありません",
        Drops = "破棄",
        Undone = "コントローラと通信できなくなった変更を自動的に元に戻しました",
        FirstTitle = "最初のスイッチまでの 3 ステップ",
        StepJoin = "ホストを参加させる。",
        StepSwitch = "分散スイッチを作成し、ホストと NIC を割り当てる。",
        StepGroup = "ポートグループを作成し、仮想マシンを接続する。",
        Quiet = "現在、通信しているポートはありません。",
    };
}
