namespace Musubi.Pages.Words;

/// <summary>Texts of guided work.</summary>
public sealed record GuideTexts
{
    public required string CreateTitle { get; init; }

    public required string HostsTitle { get; init; }

    public required string HostsText { get; init; }

    public required string StepSwitch { get; init; }

    public required string StepHosts { get; init; }

    public required string StepGroup { get; init; }

    public required string GroupText { get; init; }

    public required string NoGroup { get; init; }

    public required Func<int, string> Chosen { get; init; }

    public required string ChooseAll { get; init; }

    public required string Suggest { get; init; }

    public required string ForAll { get; init; }

    public required string NoLink { get; init; }

    public required string FirstText { get; init; }

    public required string Invite { get; init; }

    public required string RunOnHost { get; init; }

    /// <summary>Whether a step is done.</summary>
    public required Func<bool, string> StepState { get; init; }

    public static GuideTexts Of(Language language) => language == Language.Japanese ? Japanese : English;

    private static GuideTexts English { get; } = new()
    {
        CreateTitle = "Create distributed switch",
        HostsTitle = "Hosts and NICs",
        HostsText = "Choose hosts, and which of their NICs fills which uplink. A NIC that carries an address of its host, or belongs to a standard switch, cannot be taken as it is.",
        StepSwitch = "The switch",
        StepHosts = "Hosts and their NICs",
        StepGroup = "A first port group",
        GroupText = "VMs are connected to port groups. Leave the name empty to make none now.",
        NoGroup = "none now",
        Chosen = count => count == 1 ? "1 host chosen" : $"{count} hosts chosen",
        ChooseAll = "Choose all shown",
        Suggest = "Fill with free NICs",
        ForAll = "For all chosen",
        NoLink = "no link",
        FirstText = "Nothing can be connected yet: it takes hosts, a distributed switch that spans them, and a port group.",
        Invite = "Make a join token",
        RunOnHost = "Run this on the host. The token is good once, for a day, and is not shown again; make another for the next host.",
        StepState = done => done ? "done" : "to do",
    };

    private static GuideTexts Japanese { get; } = new()
    {
        CreateTitle = "分散スイッチの作成",
        HostsTitle = "ホストと NIC",
        HostsText = "ホストを選び、どの NIC をどのアップリンクに割り当てるかを指定します。ホストのアドレスを持つ NIC や標準スイッチに属する NIC は、そのままでは割り当てられません。",
        StepSwitch = "スイッチ",
        StepHosts = "ホストと NIC",
        StepGroup = "最初のポートグループ",
        GroupText = "仮想マシンはポートグループに接続します。今作成しない場合は名前を空欄にします。",
        NoGroup = "今は作成しない",
        Chosen = count => $"{count} 台のホストを選択中",
        ChooseAll = "表示中をすべて選択",
        Suggest = "空き NIC を割り当て",
        ForAll = "選択中のすべて",
        NoLink = "リンクなし",
        FirstText = "まだ何も接続できません。ホスト、それらにまたがる分散スイッチ、ポートグループが必要です。",
        Invite = "参加トークンを発行",
        RunOnHost = "ホスト上で次を実行してください。トークンは 1 回限り、1 日間有効で、再表示されません。次のホストには別のトークンを発行してください。",
        StepState = done => done ? "完了" : "未完了",
    };
}
