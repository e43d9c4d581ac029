namespace Musubi.Pages.Words;

/// <summary>Texts of the pages about port groups, ports and VMs.</summary>
public sealed record PortTexts
{
    public required string Title { get; init; }

    public required string VmsTitle { get; init; }

    public required string Port { get; init; }

    public required string Switch { get; init; }

    public required string PortGroup { get; init; }

    public required string State { get; init; }

    public required string Connected { get; init; }

    public required string Host { get; init; }

    public required string Uplink { get; init; }

    public required string Received { get; init; }

    public required string Sent { get; init; }

    public required string Drops { get; init; }

    public required string Recent { get; init; }

    public required string Free { get; init; }

    public required string Running { get; init; }

    public required string Blocked { get; init; }

    public required string Block { get; init; }

    public required string Unblock { get; init; }

    public required string BlockTitle { get; init; }

    public required string UnblockTitle { get; init; }

    public required string NoPorts { get; init; }

    public required string NoVms { get; init; }

    public required string Policy { get; init; }

    public required string Value { get; init; }

    public required string From { get; init; }

    public required string Statistics { get; init; }

    public required string Counter { get; init; }

    public required string LearnedMacs { get; init; }

    public required string Path { get; init; }

    public required string Vnics { get; init; }

    public required string Ports { get; init; }

    public required string InUse { get; init; }

    public required string LevelDefault { get; init; }

    public required string LevelSwitch { get; init; }

    public required string LevelPortGroup { get; init; }

    public required string LevelPort { get; init; }

    public string Level(string word) => word switch { "switch" => LevelSwitch, "portGroup" => LevelPortGroup, "port" => LevelPort, _ => LevelDefault };

    public static PortTexts Of(Language language) => language == Language.Japanese ? Japanese : English;

    private static PortTexts English { get; } = new()
    {
        Title = "Port groups and ports",
        VmsTitle = "VMs",
        Port = "Port",
        Switch = "Switch",
        PortGroup = "Port group",
        State = "State",
        Connected = "Connected",
        Host = "Host",
        Uplink = "Uplink",
        Received = "From VM",
        Sent = "To VM",
        Drops = "Drops",
        Recent = "Last minute",
        Free = "free",
        Running = "running",
        Blocked = "blocked",
        Block = "Block",
        Unblock = "Unblock",
        BlockTitle = "Block port",
        UnblockTitle = "Unblock port",
        NoPorts = "There are no ports yet: create a switch, then a port group on it.",
        NoVms = "No VM is connected yet: musubi vm attach.",
        Policy = "Policy that applies",
        Value = "Value",
        From = "From",
        Statistics = "Counters",
        Counter = "Counter",
        LearnedMacs = "Learned MACs",
        Path = "Path",
        Vnics = "vNICs",
        Ports = "Ports",
        InUse = "in use",
        LevelDefault = "default",
        LevelSwitch = "switch",
        LevelPortGroup = "port group",
        LevelPort = "port",
    };

    private static PortTexts Japanese { get; } = new()
    {
        Title = "ポートグループとポート",
        VmsTitle = "仮想マシン",
        Port = "ポート",
        Switch = "スイッチ",
        PortGroup = "ポートグループ",
        State = "状態",
        Connected = "接続先",
        Host = "ホスト",
        Uplink = "アップリンク",
        Received = "VM から",
        Sent = "VM へ",
        Drops = "破棄",
        Recent = "直近 1 分",
        Free = "空き",
        Running = "動作中",
        Blocked = "ブロック",
        Block = "ブロックする",
        Unblock = "ブロックを解除",
        BlockTitle = "ポートのブロック",
        UnblockTitle = "ポートのブロック解除",
        NoPorts = "ポートはまだありません。スイッチを作成し、その上にポートグループを作成してください。",
        NoVms = "接続されている仮想マシンはまだありません: musubi vm attach",
        Policy = "適用されるポリシー",
        Value = "値",
        From = "設定元",
        Statistics = "カウンタ",
        Counter = "カウンタ",
        LearnedMacs = "学習した MAC",
        Path = "経路",
        Vnics = "vNIC",
        Ports = "ポート",
        InUse = "使用中",
        LevelDefault = "既定",
        LevelSwitch = "スイッチ",
        LevelPortGroup = "ポートグループ",
        LevelPort = "ポート",
    };
}
