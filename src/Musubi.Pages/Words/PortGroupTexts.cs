namespace Musubi.Pages.Words;

/// <summary>Texts of the forms about port groups and ports.</summary>
public sealed record PortGroupTexts
{
    public required string CreateTitle { get; init; }

    public required string CloneTitle { get; init; }

    public required string EditTitle { get; init; }

    public required string DeleteTitle { get; init; }

    public required string PortTitle { get; init; }

    public required string PortCount { get; init; }

    public required string PortCountHint { get; init; }

    public required string Elastic { get; init; }

    public required string Overrides { get; init; }

    public required string Reset { get; init; }

    public required string Pool { get; init; }

    public static PortGroupTexts Of(Language language) => language == Language.Japanese ? Japanese : English;

    private static PortGroupTexts English { get; } = new()
    {
        CreateTitle = "Create port group",
        CloneTitle = "Clone port group",
        EditTitle = "Edit port group",
        DeleteTitle = "Delete port group",
        PortTitle = "Edit policy of port",
        PortCount = "Ports",
        PortCountHint = "So many exist even when nothing is connected.",
        Elastic = "Eight more when all are taken",
        Overrides = "Ports may set for themselves",
        Reset = "Reset a port's own policy at disconnect",
        Pool = "Network resource pool",
    };

    private static PortGroupTexts Japanese { get; } = new()
    {
        CreateTitle = "ポートグループの作成",
        CloneTitle = "ポートグループの複製",
        EditTitle = "ポートグループの編集",
        DeleteTitle = "ポートグループの削除",
        PortTitle = "ポートのポリシーの編集",
        PortCount = "ポート数",
        PortCountHint = "接続がなくても、この数のポートが存在します。",
        Elastic = "不足時に 8 ポートずつ自動追加",
        Overrides = "ポート個別の設定を許可する項目",
        Reset = "切断時にポート個別の設定をリセット",
        Pool = "ネットワークリソースプール",
    };
}
