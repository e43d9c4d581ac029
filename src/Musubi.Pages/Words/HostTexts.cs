using Musubi.Pages.Live;

namespace Musubi.Pages.Words;

/// <summary>Texts of the pages about hosts.</summary>
public sealed record HostTexts
{
    public required string Title { get; init; }

    public required string Name { get; init; }

    public required string Health { get; init; }

    public required string Reason { get; init; }

    public required string Revision { get; init; }

    public required string Switches { get; init; }

    public required string Vms { get; init; }

    public required string Nics { get; init; }

    public required string Neighbour { get; init; }

    public required string Versions { get; init; }

    public required string LastSeen { get; init; }

    public required string Driver { get; init; }

    public required string Speed { get; init; }

    public required string Link { get; init; }

    public required string Up { get; init; }

    public required string Down { get; init; }

    public required string UsedBy { get; init; }

    public required string Path { get; init; }

    public required string Addresses { get; init; }

    public required string Adapters { get; init; }

    public required string None { get; init; }

    public required string NoHosts { get; init; }

    public required string Agent { get; init; }

    public required string DataPlane { get; init; }

    public required string Stopped { get; init; }

    /// <summary>Of the data plane's forwarding threads.</summary>
    public required string Load { get; init; }

    public required string Worker { get; init; }

    public required string EditTitle { get; init; }

    public required string RemoveTitle { get; init; }

    public required string Entitled { get; init; }

    public required string EntitledHint { get; init; }

    public required Func<HostHealth, string> HealthWord { get; init; }

    /// <summary>Whether ports use an uplink, and why not.</summary>
    public required Func<string, string> UplinkState { get; init; }

    public static HostTexts Of(Language language) => language == Language.Japanese ? Japanese : English;

    private static HostTexts English { get; } = new()
    {
        Title = "Hosts",
        Name = "Host",
        Health = "State",
        Reason = "Why",
        Revision = "Runs revision",
        Switches = "Switches",
        Vms = "Ports in use",
        Nics = "NICs",
        Neighbour = "Neighbour",
        Versions = "Versions",
        LastSeen = "Last heard of",
        Driver = "Driver",
        Speed = "Speed",
        Link = "Link",
        Up = "up",
        Down = "down",
        UsedBy = "Used by",
        Path = "Frames by",
        Addresses = "Addresses",
        Adapters = "Host adapters",
        None = "none",
        NoHosts = "No host has joined yet. On this machine: musubi host token create. On the host: musubi host join --controller ADDRESS:7444 --token TOKEN.",
        Agent = "Agent",
        DataPlane = "Data plane",
        Stopped = "does not run",
        Load = "Data-plane load",
        Worker = "Worker",
        EditTitle = "Edit host",
        RemoveTitle = "Remove host from the fabric",
        Entitled = "May join distributed switches",
        EntitledHint = "One that may not keeps what runs, and is refused as a new member.",
        UplinkState = state => state switch
        {
            "linkDown" => "no link",
            "failbackDelay" => "back, not used yet",
            "beaconsLost" => "beacons lost",
            "beaconsAmbiguous" => "beacons ambiguous",
            _ => state,
        },
        HealthWord = health => health switch
        {
            HostHealth.InSync => "in sync",
            HostHealth.Pending => "pending",
            HostHealth.Error => "error",
            _ => "unreachable",
        },
    };

    private static HostTexts Japanese { get; } = new()
    {
        Title = "ホスト",
        Name = "ホスト",
        Health = "状態",
        Reason = "理由",
        Revision = "動作中のリビジョン",
        Switches = "スイッチ",
        Vms = "使用中のポート",
        Nics = "NIC",
        Neighbour = "対向機器",
        Versions = "バージョン",
        LastSeen = "最終通信",
        Driver = "ドライバ",
        Speed = "速度",
        Link = "リンク",
        Up = "アップ",
        Down = "ダウン",
        UsedBy = "使用先",
        Path = "フレーム経路",
        Addresses = "アドレス",
        Adapters = "ホストアダプタ",
        None = "なし",
        NoHosts = "参加しているホストはまだありません。このマシンで musubi host token create を、ホストで musubi host join --controller ADDRESS:7444 --token TOKEN を実行してください。",
        Agent = "エージェント",
        DataPlane = "データプレーン",
        Stopped = "停止しています",
        Load = "データプレーンの負荷",
        Worker = "ワーカー",
        EditTitle = "ホストの編集",
        RemoveTitle = "ファブリックからのホストの削除",
        Entitled = "分散スイッチへの参加を許可",
        EntitledHint = "許可しない場合、動作中のものは維持され、新しい参加は拒否されます。",
        UplinkState = state => state switch
        {
            "usable" => "使用可能",
            "linkDown" => "リンクなし",
            "failbackDelay" => "復帰待ち",
            "beaconsLost" => "ビーコン途絶",
            "beaconsAmbiguous" => "ビーコン判定不能",
            _ => state,
        },
        HealthWord = health => health switch
        {
            HostHealth.InSync => "同期済み",
            HostHealth.Pending => "反映待ち",
            HostHealth.Error => "エラー",
            _ => "接続不可",
        },
    };
}
