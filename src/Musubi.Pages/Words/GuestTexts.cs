using Musubi.Model.Config;

namespace Musubi.Pages.Words;

/// <summary>Texts about guests: their addresses, VMs and host adapters.</summary>
public sealed record GuestTexts
{
    public required string Addresses { get; init; }

    public required string Address { get; init; }

    public required string Origin { get; init; }

    public required string Expires { get; init; }

    public required string Configured { get; init; }

    public required string None { get; init; }

    public required string NotHere { get; init; }

    public required string Path { get; init; }

    public required string NoUplink { get; init; }

    public required string EditTitle { get; init; }

    public required string Disconnect { get; init; }

    public required string DisconnectTitle { get; init; }

    public required string AddressesHint { get; init; }

    public required Func<AddressOrigin, string> OriginWord { get; init; }

    public static GuestTexts Of(Language language) => language == Language.Japanese ? Japanese : English;

    private static GuestTexts English { get; } = new()
    {
        Addresses = "Addresses",
        Address = "Address",
        Origin = "Known from",
        Expires = "Until",
        Configured = "configured",
        None = "None are known. With a spoof guard they are noted.",
        NotHere = "No vNIC of this VM is connected.",
        Path = "Path",
        NoUplink = "no uplink",
        EditTitle = "Edit vNIC",
        Disconnect = "Disconnect",
        DisconnectTitle = "Disconnect vNIC",
        AddressesHint = "What the guest may use where its port has a spoof guard; parted by commas.",
        OriginWord = origin => origin switch { AddressOrigin.Dhcp => "DHCP", AddressOrigin.Claimed => "claimed", _ => "traffic" },
    };

    private static GuestTexts Japanese { get; } = new()
    {
        Addresses = "アドレス",
        Address = "アドレス",
        Origin = "取得元",
        Expires = "期限",
        Configured = "設定",
        None = "確認されたアドレスはありません。なりすましガードを使うと記録されます。",
        NotHere = "この仮想マシンの vNIC は接続されていません。",
        Path = "経路",
        NoUplink = "アップリンクなし",
        EditTitle = "vNIC の編集",
        Disconnect = "切断",
        DisconnectTitle = "vNIC の切断",
        AddressesHint = "なりすましガードのあるポートでゲストが使用できるアドレス (カンマ区切り)。",
        OriginWord = origin => origin switch { AddressOrigin.Dhcp => "DHCP", AddressOrigin.Claimed => "要求", _ => "通信" },
    };
}
