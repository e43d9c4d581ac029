namespace Musubi.Pages.Words;

/// <summary>Texts of the forms about switches.</summary>
public sealed record SwitchFormTexts
{
    public required string EditTitle { get; init; }

    public required string DeleteTitle { get; init; }

    public required string MtuHint { get; init; }

    public required string Contact { get; init; }

    public required string ContactDetails { get; init; }

    public required string Discovery { get; init; }

    public required string DiscoveryOperation { get; init; }

    public required string Uplinks { get; init; }

    public required string Lags { get; init; }

    public required string LagMode { get; init; }

    public required string LagRate { get; init; }

    public required string LagHash { get; init; }

    public required string PrivateVlans { get; init; }

    public required string Primary { get; init; }

    public required string Isolated { get; init; }

    public required string Communities { get; init; }

    public required string Multicast { get; init; }

    public required string MulticastFiltering { get; init; }

    public required string FloodUnregistered { get; init; }

    public required string Querier { get; init; }

    public required string QuerierInterval { get; init; }

    public required string QuerierIpv4 { get; init; }

    public required string QuerierIpv6 { get; init; }

    public required string QuerierHint { get; init; }

    public required string IoControl { get; init; }

    public required string IoEnabled { get; init; }

    public required string TrafficType { get; init; }

    public required string Shares { get; init; }

    public required string Reservation { get; init; }

    public required string Limit { get; init; }

    public required string Pools { get; init; }

    public required string Quota { get; init; }

    /// <summary>A traffic type by its word.</summary>
    public required Func<string, string> Traffic { get; init; }

    public static SwitchFormTexts Of(Language language) => language == Language.Japanese ? Japanese : English;

    private static SwitchFormTexts English { get; } = new()
    {
        EditTitle = "Edit switch",
        DeleteTitle = "Delete switch",
        MtuHint = "Bytes of payload, 1280 to 9190.",
        Contact = "Contact",
        ContactDetails = "Contact details",
        Discovery = "Discovery protocol",
        DiscoveryOperation = "Discovery",
        Uplinks = "Uplinks",
        Lags = "LAGs",
        LagMode = "LACP mode",
        LagRate = "LACP timers",
        LagHash = "Hash",
        PrivateVlans = "Private VLANs",
        Primary = "Primary",
        Isolated = "Isolated",
        Communities = "Communities",
        Multicast = "Multicast",
        MulticastFiltering = "Filtering",
        FloodUnregistered = "Flood groups nobody asked for",
        Querier = "Ask for listeners while nobody else does",
        QuerierInterval = "Seconds between queries",
        QuerierIpv4 = "IPv4 address of the querier",
        QuerierIpv6 = "IPv6 address of the querier",
        QuerierHint = "Empty: it asks guests only.",
        IoControl = "Network I/O Control",
        IoEnabled = "Share uplinks by traffic",
        TrafficType = "Traffic",
        Shares = "Shares",
        Reservation = "Reservation",
        Limit = "Limit",
        Pools = "Network resource pools",
        Quota = "Quota",
        Traffic = word => word switch
        {
            "management" => "Management",
            "vmotion" => "vMotion",
            "virtualMachine" => "Virtual machines",
            "faultTolerance" => "Fault tolerance",
            "iscsi" => "iSCSI",
            "nfs" => "NFS",
            "nvmeTcp" => "NVMe over TCP",
            "vsan" => "vSAN",
            "replication" => "Replication",
            "backup" => "Backup",
            _ => word,
        },
    };

    private static SwitchFormTexts Japanese { get; } = new()
    {
        EditTitle = "スイッチの編集",
        DeleteTitle = "スイッチの削除",
        MtuHint = "ペイロードのバイト数 (1280~9190)。",
        Contact = "連絡先",
        ContactDetails = "連絡先の詳細",
        Discovery = "検出プロトコル",
        DiscoveryOperation = "検出動作",
        Uplinks = "アップリンク",
        Lags = "LAG",
        LagMode = "LACP モード",
        LagRate = "LACP タイマー",
        LagHash = "ハッシュ",
        PrivateVlans = "プライベート VLAN",
        Primary = "プライマリ",
        Isolated = "隔離",
        Communities = "コミュニティ",
        Multicast = "マルチキャスト",
        MulticastFiltering = "フィルタリング",
        FloodUnregistered = "未登録グループをフラッディング",
        Querier = "ほかにクエリアがない間クエリを送信",
        QuerierInterval = "クエリの間隔 (秒)",
        QuerierIpv4 = "クエリアの IPv4 アドレス",
        QuerierIpv6 = "クエリアの IPv6 アドレス",
        QuerierHint = "空欄: ゲストにのみ問い合わせます。",
        IoControl = "Network I/O Control",
        IoEnabled = "トラフィック種別ごとに帯域を配分",
        TrafficType = "トラフィック",
        Shares = "シェア",
        Reservation = "予約",
        Limit = "上限",
        Pools = "ネットワークリソースプール",
        Quota = "割り当て",
        Traffic = word => word switch
        {
            "management" => "管理",
            "vmotion" => "vMotion",
            "virtualMachine" => "仮想マシン",
            "faultTolerance" => "フォールトトレランス",
            "iscsi" => "iSCSI",
            "nfs" => "NFS",
            "nvmeTcp" => "NVMe over TCP",
            "vsan" => "vSAN",
            "replication" => "レプリケーション",
            "backup" => "バックアップ",
            _ => word,
        },
    };
}
