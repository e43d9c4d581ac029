namespace Musubi.Pages.Words;

/// <summary>Texts of the picture of a switch.</summary>
public sealed record TopologyTexts
{
    public required string Title { get; init; }

    public required string Search { get; init; }

    public required string ZoomIn { get; init; }

    public required string ZoomOut { get; init; }

    public required string PortGroups { get; init; }

    public required string Uplinks { get; init; }

    public required string Path { get; init; }

    public required string NoUplink { get; init; }

    public required string OpenOrClose { get; init; }

    public required string Choose { get; init; }

    public required string Arrange { get; init; }

    public required string ByGroup { get; init; }

    public required string ByHost { get; init; }

    public static TopologyTexts Of(Language language) => language == Language.Japanese ? Japanese : English;

    private static TopologyTexts English { get; } = new()
    {
        Title = "Topology",
        Search = "Find a VM, host or NIC",
        ZoomIn = "Larger",
        ZoomOut = "Smaller",
        PortGroups = "Port groups and VMs",
        Uplinks = "Uplinks and NICs",
        Path = "Path",
        NoUplink = "no uplink is eligible",
        OpenOrClose = "Open or close",
        Choose = "Choose a VM, and its path lights up.",
        Arrange = "Arrange",
        ByGroup = "by port group and uplink",
        ByHost = "by host",
    };

    private static TopologyTexts Japanese { get; } = new()
    {
        Title = "トポロジ",
        Search = "VM、ホスト、NIC を検索",
        ZoomIn = "拡大",
        ZoomOut = "縮小",
        PortGroups = "ポートグループと仮想マシン",
        Uplinks = "アップリンクと NIC",
        Path = "経路",
        NoUplink = "使用できるアップリンクがありません",
        OpenOrClose = "開閉",
        Choose = "仮想マシンを選ぶと経路が強調表示されます。",
        Arrange = "並べ方",
        ByGroup = "ポートグループとアップリンク別",
        ByHost = "ホスト別",
    };
}
