using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>Moves NICs, host adapters and vNICs of hosts' standard switches to a distributed switch, on each host the same.</summary>
internal sealed class HostMigrateCommand
{
    private static readonly Column[] Moves =
    [
        Column.Field("HOST", "host"),
        Column.Of("MOVES", row => $"{Kind(row.Text("kind"))}{row.Text("name")}"),
        Column.Of("FROM", row => $"{row.Text("fromSwitch")} {row.Text("from")}".Trim()),
        Column.Field("TO", "to"),
        Column.Of("VLAN", row => row.Text("vlanBefore") == row.Text("vlanAfter") ? row.Text("vlanAfter") : $"{row.Text("vlanBefore")} → {row.Text("vlanAfter")}"),
        Column.Of("CARRIES", row => row.Flag("carriesController") ? "the way to the controller" : ""),
    ];

    private readonly Argument<string[]> _hosts = new("HOST") { Description = "Names or ids", HelpName = "HOST", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _to = Symbols.Required("--to", "The distributed switch", "SWITCH");
    private readonly Option<string[]> _uplinks = Symbols.Many("--uplink", "Which NIC fills which uplink beside those that are filled, such as \"Uplink 1=eth1\"; repeat for each", "UPLINK=NIC");
    private readonly Option<string[]> _groups = Symbols.Many("--portgroup", "All of a standard switch's port group to a port group, such as lan=web; repeat for each", "FROM=PORTGROUP");
    private readonly Option<string[]> _adapters = Symbols.Many("--adapter", "A host adapter to a port group, such as vmk0=management; repeat for each", "ADAPTER=PORTGROUP");
    private readonly Option<string[]> _vms = Symbols.Many("--vm", "A VM, or one vNIC of it, to a port group, such as vm1=web or vm1/nic1=db; repeat for each", "VM[/NIC]=PORTGROUP");
    private readonly Option<bool> _acceptVlan = new("--accept-vlan") { Description = "Also into another VLAN, or one that the physical switch does not name" };
    private readonly ChangeOptions _change = new();

    public static Command Make(CommandFactory factory)
    {
        HostMigrateCommand command = new();
        return factory.Leaf("migrate", "Move NICs, host adapters and vNICs from standard switches to a distributed one",
            [command._hosts, command._to, command._uplinks, command._groups, command._adapters, command._vms, command._acceptVlan, .. command._change.All], command.RunAsync);
    }

    private Task<ExitCode> RunAsync(Invocation invocation)
    {
        JsonObject part = [];
        part.AddIf("uplinks", Pairs(invocation, _uplinks, "--uplink"));
        part.AddIf("portGroups", Pairs(invocation, _groups, "--portgroup"));
        part.AddIf("adapters", Pairs(invocation, _adapters, "--adapter"));
        part.AddIf("vnics", Pairs(invocation, _vms, "--vm"));
        if (part.Count == 0)
        {
            throw new CliException(ExitCode.Usage, "what is to be moved must be given: --uplink, --portgroup, --adapter or --vm");
        }

        if (invocation.Value(_acceptVlan))
        {
            part["acceptVlan"] = true;
        }

        string to = invocation.Value(_to);
        string[] hosts = invocation.Value(_hosts) ?? [];
        JsonObject body = new() { ["hosts"] = new JsonArray([.. hosts.Select(host => OfHost(host, part))]) };
        body.AddIf("revision", invocation.Value(_change.Revision));
        Changer changer = new(invocation, _change) { Told = change => Show(invocation, change) };
        return changer.SendAsync(HttpMethod.Post, $"{Routes.Of(Routes.Switches, to)}/migrations", body, hosts.Length == 1 ? $"host {hosts[0]}" : $"{hosts.Length} hosts", $"moved to switch {to}");
    }

    private static JsonObject OfHost(string host, JsonObject part)
    {
        JsonObject all = new() { ["host"] = host };
        foreach ((string name, JsonNode? value) in part)
        {
            all[name] = value?.DeepClone();
        }

        return all;
    }

    private static JsonObject? Pairs(Invocation invocation, Option<string[]> option, string name) =>
        invocation.Value(option) is { Length: > 0 } texts ? UplinkPairs.Read(name, texts) : null;

    private static void Show(Invocation invocation, JsonElement change)
    {
        JsonElement[] moves = [.. change.Items("moves")];
        if (moves.Length > 0)
        {
            TableWriter.Write(invocation.Surroundings.Out, invocation.Surroundings.Colours, Moves, moves.Select(move => (IReadOnlyList<string>)[.. Moves.Select(column => column.Read(move, change))]));
            invocation.Surroundings.Out.WriteLine();
        }
    }

    private static string Kind(string kind) => kind switch
    {
        "nic" => "NIC ",
        "adapter" => "adapter ",
        _ => "",
    };
}
