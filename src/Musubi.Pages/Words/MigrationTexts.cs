namespace Musubi.Pages.Words;

/// <summary>Texts about standard switches, moving from them, and what a host undoes.</summary>
public sealed record MigrationTexts
{
    public required string Title { get; init; }

    public required string Text { get; init; }

    public required string NoHosts { get; init; }

    public required string Everything { get; init; }

    public required string EverythingOfAll { get; init; }

    public required string AcceptVlan { get; init; }

    public required string Stays { get; init; }

    public required string WithGroup { get; init; }

    public required string Nics { get; init; }

    public required string Moves { get; init; }

    public required string MoveHost { get; init; }

    public required string MoveWhat { get; init; }

    public required string MoveFrom { get; init; }

    public required string MoveTo { get; init; }

    public required string CarriesController { get; init; }

    public required string StandardSwitches { get; init; }

    public required string NoStandardSwitches { get; init; }

    public required string Undone { get; init; }

    public required string TryAgain { get; init; }

    public required Func<int, string> MorePorts { get; init; }

    public required Func<string, string> MoveKind { get; init; }

    public static MigrationTexts Of(Language language) => language == Language.Japanese ? Japanese : English;

    private static MigrationTexts English { get; } = new()
    {
        Title = "Move from standard switches",
        Text = "Choose hosts, and what of their standard switches goes to which uplink and port group. Everything keeps its MAC and its addresses, and a host does its part in one step. What would cut something off is refused with the reason; a change that cuts off the controller all the same, the host undoes by itself.",
        NoHosts = "No host that is connected has a standard switch.",
        Everything = "Suggest everything",
        EverythingOfAll = "Suggest everything of all hosts",
        AcceptVlan = "Also into another VLAN, or one that the physical switch does not name",
        Stays = "stays",
        WithGroup = "as its port group",
        Nics = "NICs",
        Moves = "What is moved",
        MoveHost = "Host",
        MoveWhat = "What",
        MoveFrom = "From",
        MoveTo = "To",
        CarriesController = "way to the controller",
        StandardSwitches = "Standard switches",
        NoStandardSwitches = "It has none.",
        Undone = "The host has undone a change by itself, because it could not reach its controller:",
        TryAgain = "Try it once more",
        MorePorts = count => $"and {count} more",
        MoveKind = kind => kind switch { "nic" => "NIC", "adapter" => "host adapter", _ => "VM" },
    };

    private static MigrationTexts Japanese { get; } = new()
    {
        Title = "標準スイッチからの移行",
        Text = "ホストを選び、標準スイッチの何をどのアップリンクとポートグループに移すかを指定します。MAC とアドレスは変わらず、ホストは一度に切り替えます。通信が途絶える移行は理由とともに拒否されます。それでもコントローラとの通信が途絶えた場合は、ホストが自動的に元に戻します。",
        NoHosts = "接続中のホストに標準スイッチはありません。",
        Everything = "すべての移行を提案",
        EverythingOfAll = "全ホストのすべての移行を提案",
        AcceptVlan = "別の VLAN や、物理スイッチが通知していない VLAN への移行も許可",
        Stays = "移行しない",
        WithGroup = "ポートグループに従う",
        Nics = "NIC",
        Moves = "移行するもの",
        MoveHost = "ホスト",
        MoveWhat = "対象",
        MoveFrom = "移行元",
        MoveTo = "移行先",
        CarriesController = "コントローラへの経路",
        StandardSwitches = "標準スイッチ",
        NoStandardSwitches = "標準スイッチはありません。",
        Undone = "コントローラに到達できなくなったため、ホストが変更を自動的に元に戻しました:",
        TryAgain = "もう一度試す",
        MorePorts = count => $"ほか {count} 個",
        MoveKind = kind => kind switch { "nic" => "NIC", "adapter" => "ホストアダプタ", _ => "仮想マシン" },
    };
}
