using System.Globalization;
using System.Text.Json;
using Musubi.Cli.Connection;

namespace Musubi.Cli.Output;

/// <summary>Every kind of object and its table.</summary>
internal static class Kinds
{
    public static KindView Switch { get; } = new("switch", "switches", Routes.Switches,
    [
        Column.Field("NAME", "name"),
        Column.Field("TYPE", "type"),
        Column.Field("MTU", "mtu") with { Right = true },
        Column.Field("UPLINKS", "uplinks"),
        Column.Of("HOSTS", row => string.Join(", ", row.Items("hosts").Select(h => h.Text("host")))),
        Column.Field("PORT GROUPS", "portGroups"),
        Used,
        .. Identity,
    ]);

    public static KindView PortGroup { get; } = new("portgroup", "port groups", Routes.PortGroups,
    [
        Column.Field("NAME", "name"),
        Column.Field("SWITCH", "switch"),
        Column.Field("VLAN", "effective.policy.vlan"),
        Used,
        Column.Field("ELASTIC", "elastic"),
        Column.Field("BLOCKED", "effective.policy.blocked"),
        Column.Field("PROMISCUOUS", "effective.policy.security.promiscuous") with { Wide = true },
        Column.Field("MAC CHANGES", "effective.policy.security.macChanges") with { Wide = true },
        Column.Field("FORGED TRANSMITS", "effective.policy.security.forgedTransmits") with { Wide = true },
        Column.Field("MAC LEARNING", "effective.policy.macLearning.enabled") with { Wide = true },
        Column.Field("TEAMING", "effective.policy.teaming.policy") with { Wide = true },
        Column.Field("ACTIVE", "effective.policy.teaming.active") with { Wide = true },
        Column.Field("STANDBY", "effective.policy.teaming.standby") with { Wide = true },
        .. Identity,
    ]);

    public static KindView Port { get; } = new("port", "ports", Routes.Ports,
    [
        Column.Of("PORT", row => $"{row.Text("switch")}/{row.Text("number")}"),
        Column.Field("PORT GROUP", "portGroup"),
        Column.Of("CONNECTED", Connected),
        Column.Field("HOST", "connection.host"),
        Column.Field("MAC", "connection.mac"),
        Column.Field("VLAN", "effective.policy.vlan"),
        State,
        Link,
        Column.Field("UPLINK", "runtime.pinnedUplink"),
        Column.Field("EFFECTIVE MAC", "runtime.effectiveMac") with { Wide = true },
        Column.Field("LEARNED", "runtime.learnedMacs") with { Wide = true, Right = true },
        Column.Field("SEEN ADDRESSES", "runtime.seenAddresses") with { Wide = true },
        Column.Field("REASON", "runtime.reason") with { Wide = true },
        .. Identity,
    ]);

    public static KindView Vm { get; } = new("vm", "VMs", Routes.Vms,
    [
        new Column("VM", (_, vm) => vm.Text("name")),
        Column.Field("VNIC", "name"),
        Column.Of("HOST", Whereabouts),
        Column.Field("PORT GROUP", "portGroup"),
        Column.Of("PORT", row => $"{row.Text("switch")}/{row.Text("port")}"),
        Column.Field("MAC", "mac"),
        Column.Of("ATTACHMENT", Attachment),
        State,
        Link,
        Column.Field("UPLINK", "runtime.pinnedUplink"),
        Column.Field("ADDRESSES", "addresses") with { Wide = true },
        Column.Field("SEEN ADDRESSES", "runtime.seenAddresses") with { Wide = true },
        Column.Field("REASON", "runtime.reason") with { Wide = true },
        Column.Field("REVISION", "revision") with { Wide = true, Right = true },
    ])
    { Rows = static vm => vm.Items("vnics") };

    public static KindView Adapter { get; } = new("adapter", "host adapters", Routes.Adapters,
    [
        Column.Field("NAME", "name"),
        Column.Field("HOST", "host"),
        Column.Field("PORT GROUP", "portGroup"),
        Column.Of("PORT", row => $"{row.Text("switch")}/{row.Text("port")}"),
        Column.Field("INTERFACE", "interface"),
        Column.Field("ADDRESSES", "addresses"),
        Column.Field("MAC", "mac"),
        State,
        Column.Field("UPLINK", "runtime.pinnedUplink"),
        Column.Field("REASON", "runtime.reason") with { Wide = true },
        Column.Field("REVISION", "revision") with { Wide = true, Right = true },
    ])
    { HasItems = false };

    public static KindView Host { get; } = new("host", "hosts", Routes.Hosts,
    [
        Column.Field("NAME", "name"),
        Column.Of("STATE", row => !row.Flag("runtime.connected") ? "disconnected" : row.Find("runtime.rollback") is null ? "connected" : "rolled back") with { State = true },
        Column.Of("DATA PLANE", row => row.Flag("runtime.switchRunning") ? "running" : "stopped") with { State = true },
        Column.Field("ENTITLED", "entitled"),
        Column.Field("SWITCHES", "switches"),
        Column.Of("NICS", row => row.Items("nics").Count().ToString(CultureInfo.InvariantCulture)) with { Right = true },
        Column.Field("CONNECTED PORTS", "connectedPorts") with { Right = true },
        Column.Field("RUNS REVISION", "runtime.acknowledgedRevision") with { Right = true },
        Column.Field("LAST SEEN", "runtime.lastSeen") with { Wide = true },
        Column.Field("AGENT", "runtime.agentVersion") with { Wide = true },
        .. Identity,
    ]);

    /// <summary>Standard switches of a host by their port groups; one without any has a row of its own.</summary>
    public static KindView StandardSwitch { get; } = new("standard switch", "standard switches", Routes.Hosts,
    [
        new Column("SWITCH", (_, owner) => owner.Text("name")),
        new Column("UPLINKS", (_, owner) => owner.Find("uplinks") is { ValueKind: JsonValueKind.Object } uplinks ? string.Join(", ", uplinks.EnumerateObject().Select(one => $"{one.Name}={one.Value.GetString()}")) : ""),
        new Column("PORT GROUP", (row, owner) => row.Text("id") == owner.Text("id") ? "" : row.Text("name")),
        Column.Field("VLAN", "vlan"),
        Column.Field("ACTIVE", "active"),
        Column.Field("STANDBY", "standby"),
        Column.Of("CONNECTED", row => string.Join(", ", row.Items("ports").Select(StandardPort))),
        new Column("MTU", (_, owner) => owner.Text("mtu")) { Wide = true, Right = true },
    ])
    { HasItems = false, Rows = static owner => owner.Items("portGroups").Any() ? owner.Items("portGroups") : [owner] };

    public static KindView Nic { get; } = new("nic", "NICs", Routes.Nics,
    [
        Column.Field("HOST", "host"),
        Column.Field("NIC", "name"),
        Column.Field("MAC", "mac"),
        Column.Of("LINK", row => row.Flag("linkUp") ? "up" : "down") with { State = true },
        Column.Of("SPEED", row => row.Number("speedMbps") is > 0 and var speed ? string.Create(CultureInfo.InvariantCulture, $"{speed} Mb/s") : "") with { Right = true },
        Column.Field("MTU", "mtu") with { Right = true },
        Column.Field("DRIVER", "driver"),
        Column.Field("USED BY", "usedBy"),
        Column.Field("UPLINK", "uplink"),
        Column.Of("STATE", row => UplinkState(row.Text("uplinkState"))) with { State = true },
        Column.Of("LOAD", row => row.Number("uplinkLoadPercent") is > 0 and var load ? string.Create(CultureInfo.InvariantCulture, $"{load} %") : "") with { Right = true },
        Column.Of("NEIGHBOUR", Neighbours),
        Column.Field("PATH", "uplinkPath") with { Wide = true },
        Column.Field("ADDRESSES", "addresses"),
        Column.Field("ID", "id") with { Wide = true },
    ])
    { HasItems = false };

    /// <summary>NICs by their neighbours.</summary>
    public static KindView Neighbour { get; } = new("neighbour", "neighbours", Routes.Nics,
    [
        new Column("HOST", (_, nic) => nic.Text("host")),
        new Column("NIC", (_, nic) => nic.Text("name")),
        new Column("UPLINK", (_, nic) => nic.Text("uplink")),
        Column.Field("PROTOCOL", "protocol"),
        Column.Of("SYSTEM", SystemName),
        Column.Field("PORT", "portId"),
        Column.Field("DESCRIPTION", "portDescription"),
        Column.Field("NATIVE VLAN", "nativeVlan") with { Right = true },
        Column.Field("VLANS", "vlans"),
        Column.Field("MTU", "mtu") with { Right = true },
        Column.Field("MAX FRAME", "maxFrameBytes") with { Right = true },
        Column.Field("ADDRESSES", "managementAddresses"),
        Column.Field("CHASSIS", "chassisId") with { Wide = true },
        Column.Field("CAPABILITIES", "capabilities") with { Wide = true },
        Column.Field("AGGREGATION", "aggregation") with { Wide = true, Right = true },
        Column.Field("TTL", "ttlSeconds") with { Wide = true, Right = true },
        Column.Of("LAST SEEN", row => Time(row.Text("lastSeen"))) with { Wide = true },
        Column.Field("PLATFORM", "platform") with { Wide = true },
        Column.Field("SYSTEM DESCRIPTION", "systemDescription") with { Wide = true },
    ])
    { HasItems = false, Rows = static nic => nic.Items("neighbours") };

    /// <summary>LAGs by their members.</summary>
    public static KindView Lag { get; } = new("lag", "LAGs", Routes.Lags,
    [
        new Column("LAG", (_, lag) => lag.Text("name")),
        new Column("SWITCH", (_, lag) => lag.Text("switch")),
        new Column("HOST", (_, lag) => lag.Text("host")),
        Column.Field("UPLINK", "uplink"),
        Column.Field("NIC", "nic"),
        Column.Field("STATE", "state") with { State = true },
        Column.Field("PARTNER", "partner.system"),
        Column.Field("KEY", "partner.key") with { Right = true },
        Column.Field("PORT", "partner.port") with { Right = true },
        Column.Field("REASON", "reason"),
        Column.Field("JOINS", "joins") with { Wide = true, Right = true },
        Column.Field("ACTOR SAYS", "actorState") with { Wide = true },
        Column.Field("PARTNER SAYS", "partner.state") with { Wide = true },
        Column.Field("CHURN", "churn") with { Wide = true },
        new Column("MODE", (_, lag) => lag.Text("mode")) { Wide = true },
        new Column("RATE", (_, lag) => lag.Text("rate")) { Wide = true },
        new Column("HASH", (_, lag) => lag.Text("hash")) { Wide = true },
    ])
    { HasItems = false, Rows = static lag => lag.Items("members") };

    public static KindView Event { get; } = new("event", "events", Routes.Events,
    [
        Column.Of("TIME", row => Time(row.Text("time"))),
        Column.Field("SEVERITY", "severity") with { State = true },
        Column.Field("REASON", "reason"),
        Column.Field("OBJECT", "object"),
        Column.Field("HOST", "host"),
        Column.Field("CALLER", "caller"),
        Column.Field("MESSAGE", "message"),
        Column.Field("REVISION", "revision") with { Wide = true, Right = true },
        Column.Field("SEQUENCE", "sequence") with { Wide = true, Right = true },
    ])
    { HasItems = false };

    public static KindView Token { get; } = new("token", "API tokens", Routes.Tokens,
    [
        Column.Field("NAME", "name"),
        Column.Field("ROLE", "role"),
        Column.Of("CREATED", row => Time(row.Text("createdAt"))),
        Column.Field("ID", "id"),
    ])
    { HasItems = false };

    public static KindView Account { get; } = new("account", "accounts", Routes.Accounts,
    [
        Column.Field("NAME", "name"),
        Column.Field("ROLE", "role"),
        Column.Of("CREATED", row => Time(row.Text("createdAt"))),
        Column.Field("ID", "id"),
    ])
    { HasItems = false };

    public static IReadOnlyList<KindView> All { get; } = [Switch, PortGroup, Port, Vm, Adapter, Host, Nic, Lag, Event, Token, Account];

    /// <summary>By its noun, or that with an "s" or "es".</summary>
    public static KindView? Find(string noun) =>
        All.FirstOrDefault(k => noun.Equals(k.Name, StringComparison.OrdinalIgnoreCase) || noun.Equals(k.Name + "s", StringComparison.OrdinalIgnoreCase)
            || noun.Equals(k.Name + "es", StringComparison.OrdinalIgnoreCase));

    public static string Attachment(JsonElement row) => row.Text("attachment.type") switch
    {
        "namespace" => $"namespace {row.Text("attachment.namespace")} {row.Text("attachment.interface")}",
        "tap" => $"tap {row.Text("attachment.interface")}",
        "vhostUser" => $"vhost-user {row.Text("attachment.socket")}",
        var other => other,
    };

    /// <summary>What keeps ports from an uplink, for people.</summary>
    public static string UplinkState(string word) => word switch
    {
        "linkDown" => "link down",
        "failbackDelay" => "failback delay",
        "beaconsLost" => "beacons lost",
        "beaconsAmbiguous" => "beacons ambiguous",
        _ => word,
    };

    /// <summary>To the second, in UTC.</summary>
    public static string Time(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
        ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : text;

    /// <summary>The one that is there longest, and how many more.</summary>
    private static string Neighbours(JsonElement nic)
    {
        JsonElement[] all = [.. nic.Items("neighbours")];
        long more = all.Length - 1 + nic.Number("moreNeighbours");
        return all.Length == 0 ? "" : $"{SystemName(all[0])} {all[0].Text("portId")}" + (more > 0 ? string.Create(CultureInfo.InvariantCulture, $" (+{more})") : "");
    }

    private static string SystemName(JsonElement neighbour) => neighbour.Text("systemName") is { Length: > 0 } name ? name : neighbour.Text("chassisId");

    /// <summary>Where a vNIC is, and where it is on its way to.</summary>
    private static string Whereabouts(JsonElement vnic) => vnic.Text("migration.host") is { Length: > 0 } there ? $"{vnic.Text("host")} → {there}" : vnic.Text("host");

    private static Column Used => Column.Of("PORTS USED", row => $"{row.Text("connectedPorts")}/{row.Text("ports")}") with { Right = true };

    private static Column State => Column.Field("STATE", "runtime.state") with { State = true };

    private static Column Link => Column.Of("LINK", row => row.Find("runtime") is { } runtime ? runtime.Flag("linkUp") ? "up" : "down" : "") with { State = true };

    private static Column[] Identity => [Column.Field("REVISION", "revision") with { Wide = true, Right = true }, Column.Field("ID", "id") with { Wide = true }];

    private static string StandardPort(JsonElement port) => port.Text("adapter") is { Length: > 0 } adapter
        ? $"{adapter}{(port.Flag("carriesController") ? " (controller)" : "")}"
        : $"{port.Text("vm")}/{port.Text("vnic")}";

    private static string Connected(JsonElement port) => port.Text("connection.adapter") is { Length: > 0 } adapter
        ? $"adapter {adapter}"
        : $"{port.Text("connection.vm")} {port.Text("connection.vnic")}".Trim();
}
