namespace Musubi.Pages.Words;

/// <summary>Texts of the pages about switches.</summary>
public sealed record SwitchTexts
{
    public required string Title { get; init; }

    public required string Hosts { get; init; }

    public required string Uplinks { get; init; }

    public required string PortGroups { get; init; }

    public required string Ports { get; init; }

    public required string PrivateVlans { get; init; }

    public required string Primary { get; init; }

    public required string Isolated { get; init; }

    public required string Communities { get; init; }

    public required string Policy { get; init; }

    public required string NoNic { get; init; }

    public required string NotReported { get; init; }

    public required string NoSwitches { get; init; }

    public required string Topology { get; init; }

    public static SwitchTexts Of(Language language) => language == Language.Japanese ? Japanese : English;

    private static SwitchTexts English { get; } = new()
    {
        Title = "Switches",
        Hosts = "Hosts",
        Uplinks = "Uplinks",
        PortGroups = "Port groups",
        Ports = "Ports in use",
        PrivateVlans = "Private VLANs",
        Primary = "Primary",
        Isolated = "Isolated",
        Communities = "Communities",
        Policy = "Policy",
        NoNic = "empty",
        NotReported = "not reported",
        NoSwitches = "There is no distributed switch yet: musubi switch create NAME.",
        Topology = "Topology",
    };

    private static SwitchTexts Japanese { get; } = new()
    {
        Title = "スイッチ",
        Hosts = "ホスト",
        Uplinks = "アップリンク",
        PortGroups = "ポートグループ",
        Ports = "使用中のポート",
        PrivateVlans = "プライベート VLAN",
        Primary = "プライマリ",
        Isolated = "隔離",
        Communities = "コミュニティ",
        Policy = "ポリシー",
        NoNic = "空き",
        NotReported = "未報告",
        NoSwitches = "分散スイッチはまだありません: musubi switch create NAME",
        Topology = "トポロジ",
    };
}
