using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Reading;
using Musubi.Pages.Forms;
using Musubi.Pages.Live;

namespace Musubi.Pages.Changes;

/// <summary>Makes planned changes: the same body for the API, the command line and the file. Pure.</summary>
public static class PlannedChanges
{
    /// <param name="port">As it is shown.</param>
    /// <param name="body">What a script would send, with the revision that was shown.</param>
    /// <param name="title">For people.</param>
    /// <param name="options">Of the command line.</param>
    public static PlannedChange UpdatePort(PortView port, JsonObject body, string title, IReadOnlyList<string> options) => new(
        $"{title}: {port.Switch.Name}/{port.Number}",
        HttpMethod.Patch,
        $"/ports/{port.Id}",
        body,
        () => RequestReader.UpdatePort(port.Id, Element(body)),
        ["port", "set", NameOf(port), .. options, "--wait"]);

    public static PlannedChange UpdatePortGroup(PortGroupConfig group, JsonObject body, string title, IReadOnlyList<string> options) => new(
        $"{title}: {group.Name}",
        HttpMethod.Patch,
        $"/portgroups/{Uri.EscapeDataString(group.Name)}",
        body,
        () => RequestReader.UpdatePortGroup(group.Id.ToString(), Element(body)),
        ["portgroup", "set", group.Name, .. Renamed(body), .. options, "--wait"])
    {
        Documents = body.ContainsKey("name") ? [] : [DocumentOf("PortGroup", group.Name, body)],
    };

    public static PlannedChange CreatePortGroup(JsonObject body, string title, IReadOnlyList<string> options) => new(
        title, HttpMethod.Post, "/portgroups", body, () => RequestReader.CreatePortGroup(Element(body)),
        ["portgroup", "create", NameOf(body), .. body["switch"] is { } owner ? new[] { "--switch", owner.GetValue<string>() } : [], .. options, "--wait"])
    {
        Documents = [DocumentOf("PortGroup", NameOf(body), body)],
    };

    public static PlannedChange DeletePortGroup(PortGroupConfig group, string title) => new(
        $"{title}: {group.Name}",
        HttpMethod.Delete,
        string.Create(CultureInfo.InvariantCulture, $"/portgroups/{Uri.EscapeDataString(group.Name)}?revision={group.Revision}"),
        null,
        () => new DeletePortGroup(group.Id.ToString(), group.Revision),
        ["portgroup", "delete", group.Name, "--wait"]);

    public static PlannedChange CreateSwitch(JsonObject body, string title, IReadOnlyList<string> options) => new(
        title, HttpMethod.Post, "/switches", body, () => RequestReader.CreateSwitch(Element(body)),
        ["switch", "create", NameOf(body), .. options])
    {
        Documents = [DocumentOf("Switch", NameOf(body), body)],
    };

    public static PlannedChange UpdateSwitch(SwitchConfig owner, JsonObject body, string title, IReadOnlyList<string> options) => new(
        $"{title}: {owner.Name}",
        HttpMethod.Patch,
        $"/switches/{Uri.EscapeDataString(owner.Name)}",
        body,
        () => RequestReader.UpdateSwitch(owner.Id.ToString(), Element(body)),
        ["switch", "set", owner.Name, .. Renamed(body), .. options, "--wait"])
    {
        Documents = body.ContainsKey("name") ? [] : [DocumentOf("Switch", owner.Name, body)],
    };

    public static PlannedChange DeleteSwitch(SwitchConfig owner, string title) => new(
        $"{title}: {owner.Name}",
        HttpMethod.Delete,
        string.Create(CultureInfo.InvariantCulture, $"/switches/{Uri.EscapeDataString(owner.Name)}?revision={owner.Revision}"),
        null,
        () => new DeleteSwitch(owner.Id.ToString(), owner.Revision),
        ["switch", "delete", owner.Name, "--wait"]);

    public static PlannedChange RemoveHost(SwitchConfig owner, HostConfig host, string title) => new(
        $"{title}: {host.Name}",
        HttpMethod.Delete,
        string.Create(CultureInfo.InvariantCulture, $"/switches/{Uri.EscapeDataString(owner.Name)}/hosts/{Uri.EscapeDataString(host.Name)}?revision={owner.Revision}"),
        null,
        () => new RemoveHost(owner.Id.ToString(), host.Id.ToString(), owner.Revision),
        ["switch", "remove-host", owner.Name, host.Name, "--wait"]);

    /// <param name="owner">The switch to which something is moved from standard switches.</param>
    /// <param name="body">What of which hosts, with the revision that was shown.</param>
    /// <param name="title">For people.</param>
    /// <param name="commands">The command lines that ask for the same.</param>
    public static PlannedChange MigrateHosts(SwitchConfig owner, JsonObject body, string title, IReadOnlyList<IReadOnlyList<string>> commands) => new(
        $"{title}: {owner.Name}",
        HttpMethod.Post,
        $"/switches/{Uri.EscapeDataString(owner.Name)}/migrations",
        body,
        () => RequestReader.MigrateHosts(owner.Id.ToString(), Element(body)),
        commands[0])
    {
        MoreCli = [.. commands.Skip(1)],
    };

    /// <summary>Rules are given by a command of their own.</summary>
    /// <param name="change">With the other commands.</param>
    /// <param name="filtering">Of the body; nothing is added where it gives no rules.</param>
    /// <param name="noun">"portgroup rule", "port rule", "switch rule" or "switch uplink-rule", in words.</param>
    /// <param name="owner">Whose they are.</param>
    public static PlannedChange WithRules(this PlannedChange change, JsonNode? filtering, IReadOnlyList<string> noun, string owner) =>
        filtering is JsonObject fields && fields["rules"] is JsonArray rules
            ? change with { CliWithInput = [.. change.CliWithInput, ((IReadOnlyList<string>)[.. noun, "set", owner, "-f", "-", "--wait"], rules.DeepClone())] }
            : change;

    public static PlannedChange UpdateHost(HostConfig host, JsonObject body, string title, IReadOnlyList<string> options) => new(
        $"{title}: {host.Name}",
        HttpMethod.Patch,
        $"/hosts/{Uri.EscapeDataString(host.Name)}",
        body,
        () => RequestReader.UpdateHost(host.Id.ToString(), Element(body)),
        ["host", "set", host.Name, .. options, "--wait"]);

    public static PlannedChange RemoveFabricHost(HostConfig host, string title) => new(
        $"{title}: {host.Name}",
        HttpMethod.Delete,
        string.Create(CultureInfo.InvariantCulture, $"/hosts/{Uri.EscapeDataString(host.Name)}?revision={host.Revision}"),
        null,
        () => new RemoveFabricHost(host.Id.ToString(), host.Revision),
        ["host", "remove", host.Name, "--wait"]);

    /// <param name="connection">The vNIC as it is connected.</param>
    /// <param name="body">What becomes otherwise; what the API asks for beside that is put in.</param>
    /// <param name="present">The vNIC as the API shows it.</param>
    /// <param name="revision">Of its port.</param>
    /// <param name="title">For people.</param>
    public static PlannedChange ConnectVnic(ConnectionConfig connection, JsonObject body, JsonObject present, long revision, string title)
    {
        JsonObject whole = Based(body, revision);
        foreach (string member in (ReadOnlySpan<string>)["portGroup", "host", "attachment"])
        {
            whole[member] ??= present[member]?.DeepClone();
        }

        JsonObject vnic = new() { ["name"] = connection.Vnic };
        foreach ((string member, JsonNode? value) in whole.Where(pair => pair.Key != "revision"))
        {
            vnic[member] = value?.DeepClone();
        }

        return new PlannedChange(
            $"{title}: {connection.Vm} {connection.Vnic}",
            HttpMethod.Put,
            $"/vms/{Uri.EscapeDataString(connection.Vm)}/vnics/{Uri.EscapeDataString(connection.Vnic)}",
            whole,
            () => RequestReader.ConnectVnic(connection.Vm, connection.Vnic, Element(whole)),
            ["vm", "attach", connection.Vm, "--nic", connection.Vnic, .. CommandWords.Vnic(body), "--wait"])
        {
            Documents = [new JsonObject { ["kind"] = "Vm", ["name"] = connection.Vm, ["vnics"] = new JsonArray(vnic) }],
        };
    }

    public static PlannedChange DisconnectVnic(ConnectionConfig connection, long revision, string title) => new(
        $"{title}: {connection.Vm} {connection.Vnic}",
        HttpMethod.Delete,
        string.Create(CultureInfo.InvariantCulture, $"/vms/{Uri.EscapeDataString(connection.Vm)}/vnics/{Uri.EscapeDataString(connection.Vnic)}?revision={revision}"),
        null,
        () => new DisconnectVnic(connection.Vm, connection.Vnic, revision),
        ["vm", "detach", connection.Vm, "--nic", connection.Vnic, "--wait"]);

    /// <summary>Several new objects at once, all or nothing. One that is there already is refused: a file would change it.</summary>
    /// <param name="documents">Each with kind and name, as a file has them.</param>
    /// <param name="title">For people.</param>
    /// <param name="commands">The command lines that do the same one after the other.</param>
    public static PlannedChange CreateAll(IReadOnlyList<JsonObject> documents, string title, IReadOnlyList<IReadOnlyList<string>> commands)
    {
        JsonObject body = new() { ["documents"] = new JsonArray([.. documents.Select(document => Based(document, 0))]) };
        return new PlannedChange(title, HttpMethod.Post, "/apply", body, () => RequestReader.Apply(Element(body)), commands[0])
        {
            Documents = documents,
            MoreCli = [.. commands.Skip(1)],
        };
    }

    /// <summary>A body with the revision on which it is based.</summary>
    public static JsonObject Based(JsonObject body, long revision)
    {
        JsonObject based = new() { ["revision"] = revision };
        foreach ((string name, JsonNode? value) in body)
        {
            based[name] = value?.DeepClone();
        }

        return based;
    }

    public static JsonElement Element(JsonObject body) => JsonSerializer.SerializeToElement(body);

    /// <summary>A body as a document: by kind and name, and without a revision, which a file does not know.</summary>
    public static JsonObject DocumentOf(string kind, string name, JsonObject body)
    {
        JsonObject document = new() { ["kind"] = kind, ["name"] = name };
        foreach ((string field, JsonNode? value) in body)
        {
            if (field is not ("revision" or "name"))
            {
                document[field] = value?.DeepClone();
            }
        }

        return document;
    }

    /// <summary>A file names an object by its name, so it cannot give it another.</summary>
    private static string[] Renamed(JsonObject body) => body["name"] is { } name ? ["--name", name.GetValue<string>()] : [];

    /// <summary>As commands name a port.</summary>
    public static string NameOf(PortView port) => string.Create(CultureInfo.InvariantCulture, $"{port.Switch.Name}/{port.Number}");

    private static string NameOf(JsonObject body) => body["name"]?.GetValue<string>() ?? "";
}
