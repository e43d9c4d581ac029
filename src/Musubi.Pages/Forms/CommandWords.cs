using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Musubi.Pages.Forms;

/// <summary>Options of the command line that ask for what a body of the API asks for. Pure.</summary>
public static class CommandWords
{
    private const string Inherit = "inherit";
    private const string None = "none";

    public static IReadOnlyList<string> Switch(JsonObject body)
    {
        List<string> words = [];
        Add(words, "--mtu", body["mtu"]);
        AddNames(words, "--uplinks", body["uplinks"]);
        AddEach(words, "--lag", body["lags"], Lag);
        AddEach(words, "--private-vlan", body["privateVlans"], PrivateVlan);
        if (body["discovery"] is JsonObject discovery)
        {
            AddDiscovery(words, discovery);
        }

        Add(words, "--contact", body["contact"]?["name"]);
        Add(words, "--contact-details", body["contact"]?["details"]);
        AddMulticast(words, body);
        AddIoControl(words, body);
        AddFiltering(words, "--uplink-filtering", body["uplinkFiltering"]);
        AddPolicy(words, body["policy"] as JsonObject);
        return words;
    }

    public static IReadOnlyList<string> PortGroup(JsonObject body)
    {
        List<string> words = [];
        AddPolicy(words, body["policy"] as JsonObject);
        Add(words, "--ports", body["portCount"]);
        Add(words, "--elastic", body["elastic"]);
        if (body["portOverrides"] is JsonArray overrides)
        {
            words.AddRange(["--allow-override", overrides.Count == 0 ? None : string.Join(',', overrides.Select(Text))]);
        }

        Add(words, "--reset-at-disconnect", body["resetAtDisconnect"]);
        Add(words, "--io-pool", body["networkResourcePool"]);
        return words;
    }

    public static IReadOnlyList<string> Port(JsonObject body)
    {
        List<string> words = [];
        AddPolicy(words, body["policy"] as JsonObject);
        return words;
    }

    public static IReadOnlyList<string> Host(JsonObject body)
    {
        List<string> words = [];
        Add(words, "--name", body["name"]);
        Add(words, "--entitled", body["entitled"]);
        return words;
    }

    /// <summary>Of a vNIC that is connected: what is not given stays.</summary>
    public static IReadOnlyList<string> Vnic(JsonObject body)
    {
        List<string> words = [];
        Add(words, "--portgroup", body["portGroup"]);
        if (body["addresses"] is JsonArray addresses)
        {
            words.AddRange(addresses.Count == 0 ? ["--address", None] : addresses.SelectMany(address => new[] { "--address", Text(address) }));
        }

        Add(words, "--io-shares", body["ioAllocation"]?["shares"]);
        AddRate(words, "--io-reservation", body["ioAllocation"]?["reservationBitsPerSecond"]);
        AddRate(words, "--io-limit", body["ioAllocation"]?["limitBitsPerSecond"]);
        return words;
    }

    /// <summary>Which NIC fills which uplink, and what those carry.</summary>
    public static IReadOnlyList<string> Member(JsonObject body)
    {
        List<string> words = [];
        foreach ((string uplink, JsonNode? nic) in body["uplinks"] as JsonObject ?? [])
        {
            words.AddRange(["--uplink", $"{uplink}={Text(nic)}"]);
        }

        foreach ((string uplink, JsonNode? rate) in body["uplinkCapacities"] as JsonObject ?? [])
        {
            words.AddRange(["--capacity", $"{uplink}={Rate(rate)}"]);
        }

        return words;
    }

    private static void AddPolicy(List<string> words, JsonObject? policy)
    {
        if (policy is null)
        {
            return;
        }

        Add(words, "--blocked", policy["blocked"]);
        if (policy["vlan"] is { } vlan)
        {
            string text = Text(vlan);
            words.AddRange(["--vlan", text.StartsWith("trunk ", StringComparison.Ordinal) || text.StartsWith("private ", StringComparison.Ordinal) ? text.Replace(' ', ':') : text]);
        }

        foreach ((string option, string path) in (ReadOnlySpan<(string, string)>)
        [
            ("--promiscuous", "security.promiscuous"), ("--mac-changes", "security.macChanges"), ("--forged-transmits", "security.forgedTransmits"),
            ("--bpdu-filter", "security.bpduFilter"), ("--dhcp-guard", "security.dhcpGuard"), ("--ra-guard", "security.raGuard"), ("--spoof-guard", "security.spoofGuard"),
            ("--mac-learning", "macLearning.enabled"), ("--mac-limit", "macLearning.limit"), ("--mac-limit-policy", "macLearning.limitPolicy"),
            ("--mac-flooding", "macLearning.flooding"), ("--mac-ageing", "macLearning.ageingSeconds"),
            ("--failback", "teaming.failback"), ("--notify-switches", "teaming.notifySwitches"), ("--failure-detection", "teaming.failureDetection"),
        ])
        {
            Add(words, option, FormPath.Find(policy, path));
        }

        AddTeaming(words, policy["teaming"] as JsonObject);
        AddLimit(words, "--shape-ingress", FormPath.Find(policy, "shaping.ingress"));
        AddLimit(words, "--shape-egress", FormPath.Find(policy, "shaping.egress"));
        AddFiltering(words, "--filtering", policy["filtering"]);
    }

    /// <summary>Whether rules are in force; the rules themselves are another command's.</summary>
    private static void AddFiltering(List<string> words, string option, JsonNode? filtering)
    {
        if (filtering is JsonObject fields)
        {
            words.AddRange([option, fields["enabled"] is JsonValue enabled && enabled.GetValueKind() == JsonValueKind.False ? "off" : "on"]);
        }
        else
        {
            Add(words, option, filtering);
        }
    }

    private static void AddTeaming(List<string> words, JsonObject? teaming)
    {
        if (teaming is null)
        {
            return;
        }

        if (teaming["policy"] is { } kind)
        {
            words.AddRange(["--teaming", Hyphenate(Text(kind))]);
        }

        AddNames(words, "--active", teaming["active"]);
        AddNames(words, "--standby", teaming["standby"]);
        if (teaming["failbackDelayMilliseconds"] is { } delay)
        {
            words.AddRange(["--failback-delay", Text(delay) is Inherit ? Inherit : $"{Text(delay)}ms"]);
        }
    }

    private static void AddLimit(List<string> words, string option, JsonNode? limit)
    {
        if (limit is not JsonObject fields)
        {
            Add(words, option, limit);
            return;
        }

        if (fields["enabled"] is JsonValue enabled && enabled.GetValueKind() == JsonValueKind.False)
        {
            words.AddRange([option, "off"]);
            return;
        }

        string peak = fields["peakBitsPerSecond"] is { } most ? $",peak={Rate(most)}" : "";
        string burst = fields["burstBytes"] is { } bytes ? $",burst={Rate(bytes)}" : "";
        words.AddRange([option, $"{Rate(fields["averageBitsPerSecond"])}{peak}{burst}"]);
    }

    private static void AddDiscovery(List<string> words, JsonObject discovery)
    {
        string operation = Text(discovery["operation"]);
        string protocol = Text(discovery["protocol"]);
        words.AddRange(["--discovery", protocol.Length == 0 ? (operation == None ? None : $"cdp:{operation}") : operation.Length == 0 ? protocol : $"{protocol}:{operation}"]);
    }

    private static void AddMulticast(List<string> words, JsonObject body)
    {
        Add(words, "--multicast-filtering", body["multicastFiltering"]);
        if (body["multicastFloodUnregistered"] is JsonValue flood)
        {
            words.AddRange(["--multicast-unregistered", flood.GetValueKind() == JsonValueKind.True ? "flood" : "drop"]);
        }

        if (body["multicastQuerier"] is JsonObject querier)
        {
            List<string> parts = [];
            AddPart(parts, querier["enabled"], value => value == "yes" ? "on" : "off");
            AddPart(parts, querier["intervalSeconds"], value => $"interval={value}");
            AddPart(parts, querier["ipv4"], value => $"ipv4={(value.Length == 0 ? None : value)}");
            AddPart(parts, querier["ipv6"], value => $"ipv6={(value.Length == 0 ? None : value)}");
            words.AddRange(["--multicast-querier", string.Join(',', parts)]);
        }
    }

    private static void AddIoControl(List<string> words, JsonObject body)
    {
        Add(words, "--io-control", body["ioControl"]?["enabled"]);
        foreach ((string type, JsonNode? settings) in body["ioControl"]?["trafficTypes"] as JsonObject ?? [])
        {
            words.AddRange(["--io-traffic", string.Join(',', [Hyphenate(type), .. IoParts(settings as JsonObject ?? [], "reservation")])]);
        }

        AddEach(words, "--io-pool", body["networkResourcePools"], pool => string.Join(',', [Text(pool["name"]), .. IoParts(pool, "quota")]));
    }

    private static List<string> IoParts(JsonObject settings, string amount)
    {
        List<string> parts = [];
        AddPart(parts, settings["shares"], value => $"shares={value}");
        AddPart(parts, settings[$"{amount}BitsPerSecond"], _ => $"{amount}={Rate(settings[$"{amount}BitsPerSecond"])}");
        AddPart(parts, settings["limitBitsPerSecond"], _ => $"limit={Rate(settings["limitBitsPerSecond"])}");
        return parts;
    }

    private static string Lag(JsonObject lag)
    {
        List<string> parts = [.. (lag["uplinks"] as JsonArray ?? []).Select(uplink => $"uplink={Text(uplink)}")];
        AddPart(parts, lag["mode"], value => $"mode={value}");
        AddPart(parts, lag["rate"], value => $"rate={value}");
        AddPart(parts, lag["hash"], value => $"hash={Hyphenate(value)}");
        return parts.Count == 0 ? Text(lag["name"]) : $"{Text(lag["name"])}:{string.Join(',', parts)}";
    }

    private static string PrivateVlan(JsonObject vlan)
    {
        List<string> parts = [];
        AddPart(parts, vlan["isolated"], value => $"isolated={value}");
        parts.AddRange((vlan["communities"] as JsonArray ?? []).Select(id => $"community={Text(id)}"));
        return parts.Count == 0 ? Text(vlan["primary"]) : $"{Text(vlan["primary"])}:{string.Join(',', parts)}";
    }

    private static void AddPart(List<string> parts, JsonNode? value, Func<string, string> form)
    {
        if (value is not null)
        {
            parts.Add(form(Text(value)));
        }
    }

    private static void AddEach(List<string> words, string option, JsonNode? list, Func<JsonObject, string> form)
    {
        if (list is not JsonArray items)
        {
            return;
        }

        if (items.Count == 0)
        {
            words.AddRange([option, None]);
        }

        foreach (JsonObject item in items.OfType<JsonObject>())
        {
            words.AddRange([option, form(item)]);
        }
    }

    /// <summary>Names parted by commas; a comma within a name has a backslash before it.</summary>
    private static void AddNames(List<string> words, string option, JsonNode? list)
    {
        switch (list)
        {
            case JsonArray items:
                words.AddRange([option, string.Join(',', items.Select(item => Text(item).Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal)))]);
                break;
            case not null:
                Add(words, option, list);
                break;
        }
    }

    private static void Add(List<string> words, string option, JsonNode? value)
    {
        if (value is not null)
        {
            words.AddRange([option, Text(value)]);
        }
    }

    private static void AddRate(List<string> words, string option, JsonNode? value)
    {
        if (value is not null)
        {
            words.AddRange([option, Rate(value)]);
        }
    }

    private static string Text(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "",
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => value.ToJsonString(),
    };

    private static string Rate(JsonNode? value) =>
        value is JsonValue && value.GetValueKind() == JsonValueKind.Number && long.TryParse(value.ToJsonString(), NumberStyles.None, CultureInfo.InvariantCulture, out long rate) ? Amounts.Write(rate) : Text(value);

    /// <summary>"faultTolerance" → "fault-tolerance".</summary>
    private static string Hyphenate(string word) => string.Concat(word.Select(letter => char.IsAsciiLetterUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : letter.ToString()));
}
