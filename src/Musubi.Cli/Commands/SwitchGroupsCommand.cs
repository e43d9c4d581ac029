using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>Which ports listen to which multicast groups.</summary>
internal static class SwitchGroupsCommand
{
    private const int MaxVlan = 4094;

    private static readonly Column[] Columns =
    [
        Column.Field("GROUP", "group"),
        Column.Field("PORT", "port") with { Right = true },
        Column.Of("VM", VmOf),
        Column.Field("SINCE", "since"),
        Column.Of("SOURCES", SourcesOf),
    ];

    public static Command Make(CommandFactory factory)
    {
        Argument<string> name = Symbols.Name("SWITCH", "Name or id");
        Option<string?> host = Symbols.Text("--host", "Only of this host", "HOST");
        Option<long?> vlan = Symbols.Number("--vlan", "Only of this VLAN; 0 is untagged", 0, MaxVlan);
        return factory.Leaf("groups", "Show the multicast groups of a switch, and who asks for listeners", [name, host, vlan], async invocation =>
        {
            string? number = invocation.Value(vlan)?.ToString(CultureInfo.InvariantCulture);
            string path = $"{Routes.Of(Routes.Switches, invocation.Value(name))}/groups".With("host", invocation.Value(host)).With("vlan", number);
            JsonElement groups = await invocation.GetAsync(path).ConfigureAwait(false);
            if (invocation.Output.ForPeople)
            {
                Show(invocation.Surroundings, groups);
            }
            else
            {
                invocation.Output.Object(groups);
            }

            return ExitCode.Done;
        });
    }

    private static void Show(Surroundings surroundings, JsonElement groups)
    {
        string owner = groups.Text("switch");
        if (groups.Text("multicastFiltering") != "snooping")
        {
            surroundings.Out.WriteLine(SafeText.Of($"switch {owner} follows no groups: its multicast filtering is {groups.Text("multicastFiltering")}"));
            return;
        }

        foreach (JsonElement vlan in groups.Items("vlans"))
        {
            ShowVlan(surroundings, vlan);
        }
    }

    private static void ShowVlan(Surroundings surroundings, JsonElement vlan)
    {
        List<string> facts = [$"host {vlan.Text("host")}, VLAN {vlan.Text("vlan")}", $"IGMP querier {QuerierOf(vlan, "querier4")}", $"MLD querier {QuerierOf(vlan, "querier6")}"];
        AddList(facts, vlan, "routerUplinks", "routers beyond");
        AddList(facts, vlan, "routerPorts", "routers behind port");
        AddList(facts, vlan, "hearsAllPorts", "hearing all: port");
        List<JsonElement> rows = [.. vlan.Items("groups")];
        if (vlan.Number("count") > rows.Count)
        {
            facts.Add($"{rows.Count} of {vlan.Number("count")} memberships");
        }

        surroundings.Out.WriteLine(SafeText.Of(string.Join("; ", facts)));
        if (rows.Count > 0)
        {
            TableWriter.Write(surroundings.Out, surroundings.Colours, Columns, [.. rows.Select(row => (IReadOnlyList<string>)[.. Columns.Select(column => column.Read(row, row))])]);
        }
    }

    private static void AddList(List<string> facts, JsonElement vlan, string field, string words)
    {
        string list = vlan.Text(field);
        if (list.Length > 0)
        {
            facts.Add($"{words} {list}");
        }
    }

    private static string QuerierOf(JsonElement vlan, string field)
    {
        string address = vlan.Text($"{field}.address");
        string uplink = vlan.Text($"{field}.uplink");
        return vlan.Text($"{field}.own") == "yes" ? "this switch"
            : address.Length == 0 ? "nobody (flooded)"
            : uplink.Length > 0 ? $"{address} by {uplink}"
            : $"{address} at port {vlan.Text($"{field}.port")}";
    }

    private static string VmOf(JsonElement row) => $"{row.Text("vm")} {row.Text("vnic")}".Trim();

    private static string SourcesOf(JsonElement row) => (row.Text("mode"), row.Text("sources")) switch
    {
        ("exclude", "") => "all",
        ("exclude", string refused) => $"all but {refused}",
        (_, string wanted) => wanted,
    };
}
