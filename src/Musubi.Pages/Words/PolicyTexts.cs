using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Pages.Forms;
using Musubi.Pages.Policies;

namespace Musubi.Pages.Words;

/// <summary>Names of all parts of port policy.</summary>
public sealed record PolicyTexts
{
    public required string Override { get; init; }

    public required string NotOverridable { get; init; }

    public required string Unlimited { get; init; }

    /// <summary>Null for what has no name; a test holds that everything has.</summary>
    public required Func<string, string?> CategoryName { get; init; }

    public required Func<string, string?> SettingName { get; init; }

    private Language Language { get; init; }

    public static PolicyTexts Of(Language language) => language == Language.Japanese ? Japanese : English;

    public string Category(string category) => CategoryName(category) ?? category;

    public string Setting(string path) => SettingName(path) ?? path;

    /// <summary>A value as people read it.</summary>
    /// <param name="setting">Of what.</param>
    /// <param name="value">As the API has it.</param>
    /// <param name="standby">Of an order: the standby ones.</param>
    public string Show(PolicySetting setting, JsonNode? value, JsonNode? standby)
    {
        FormTexts words = FormTexts.Of(Language);
        return (setting.Kind, value) switch
        {
            (FieldKind.Order, JsonArray active) => string.Join(", ", active.Select(Plain)) + (standby is JsonArray { Count: > 0 } others ? $" ({words.Standby}: {string.Join(", ", others.Select(Plain))})" : ""),
            (FieldKind.Limit, JsonObject limit) => limit["averageBitsPerSecond"] is { } average
                ? $"{Rate(average)}, {words.Peak} {Rate(limit["peakBitsPerSecond"])}, {words.Burst} {Rate(limit["burstBytes"])}"
                : Unlimited,
            (FieldKind.Rules, JsonObject filtering) => filtering["ruleCount"] is { } count && Plain(count) != "0" ? RuleTexts.Of(Language).Rules(Plain(count)) : words.Word("none"),
            (_, null) => "–",
            (FieldKind.Vlan or FieldKind.Number, _) => Plain(value),
            _ => words.Word(Plain(value)),
        };
    }

    private static string Plain(JsonNode? value) => value is JsonValue && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value?.ToJsonString() ?? "";

    private static string Rate(JsonNode? value) => long.TryParse(Plain(value), NumberStyles.None, CultureInfo.InvariantCulture, out long amount) ? Amounts.Write(amount) : Plain(value);

    private static PolicyTexts English { get; } = new()
    {
        Language = Language.English,
        Override = "Set here",
        NotOverridable = "The port group does not let its ports set this for themselves.",
        Unlimited = "not limited",
        CategoryName = category => category switch
        {
            "blocked" => "Blocking",
            "vlan" => "VLAN",
            "security" => "Security",
            "guards" => "Guards",
            "macLearning" => "MAC learning",
            "teaming" => "Teaming and failover",
            "shaping" => "Traffic shaping",
            "filtering" => "Filtering and marking",
            _ => null,
        },
        SettingName = path => path switch
        {
            "blocked" => "No frame in or out",
            "vlan" => "VLAN",
            "security.promiscuous" => "Promiscuous mode",
            "security.macChanges" => "MAC address changes",
            "security.forgedTransmits" => "Forged transmits",
            "security.bpduFilter" => "BPDU filter",
            "security.dhcpGuard" => "DHCP guard",
            "security.raGuard" => "Router advertisement guard",
            "security.spoofGuard" => "Spoof guard",
            "macLearning.enabled" => "Learn MACs behind the guest",
            "macLearning.limit" => "Most MACs",
            "macLearning.limitPolicy" => "At the limit",
            "macLearning.flooding" => "Flood unknown unicast here",
            "macLearning.ageingSeconds" => "Forget after (seconds)",
            "teaming.policy" => "Load balancing",
            "teaming.active" => "Uplinks in order",
            "teaming.failureDetection" => "Failure detection",
            "teaming.failback" => "Failback",
            "teaming.failbackDelayMilliseconds" => "Failback delay (ms)",
            "teaming.notifySwitches" => "Notify switches",
            "shaping.ingress" => "What the VM sends",
            "shaping.egress" => "What the VM is sent",
            "filtering" => "Rules",
            _ => null,
        },
    };

    private static PolicyTexts Japanese { get; } = new()
    {
        Language = Language.Japanese,
        Override = "ここで設定",
        NotOverridable = "このポートグループでは、ポート個別の設定は許可されていません。",
        Unlimited = "制限なし",
        CategoryName = category => category switch
        {
            "blocked" => "ブロック",
            "vlan" => "VLAN",
            "security" => "セキュリティ",
            "guards" => "ガード",
            "macLearning" => "MAC 学習",
            "teaming" => "チーミングとフェイルオーバー",
            "shaping" => "トラフィックシェーピング",
            "filtering" => "フィルタリングとマーキング",
            _ => null,
        },
        SettingName = path => path switch
        {
            "blocked" => "すべてのフレームを遮断",
            "vlan" => "VLAN",
            "security.promiscuous" => "無差別モード",
            "security.macChanges" => "MAC アドレスの変更",
            "security.forgedTransmits" => "偽装転送",
            "security.bpduFilter" => "BPDU フィルタ",
            "security.dhcpGuard" => "DHCP ガード",
            "security.raGuard" => "ルータ広告ガード",
            "security.spoofGuard" => "なりすましガード",
            "macLearning.enabled" => "ゲスト配下の MAC を学習",
            "macLearning.limit" => "MAC の上限数",
            "macLearning.limitPolicy" => "上限に達したとき",
            "macLearning.flooding" => "宛先不明ユニキャストのフラッディング",
            "macLearning.ageingSeconds" => "エージング (秒)",
            "teaming.policy" => "ロードバランシング",
            "teaming.active" => "アップリンクの順序",
            "teaming.failureDetection" => "障害検出",
            "teaming.failback" => "フェイルバック",
            "teaming.failbackDelayMilliseconds" => "フェイルバックの待ち時間 (ms)",
            "teaming.notifySwitches" => "スイッチへの通知",
            "shaping.ingress" => "VM からの送信",
            "shaping.egress" => "VM への送信",
            "filtering" => "ルール",
            _ => null,
        },
    };
}
