using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Model.Config;
using Musubi.Model.Reading;
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
        ["port", "set", string.Create(CultureInfo.InvariantCulture, $"{port.Switch.Name}/{port.Number}"), .. options, "--wait"]);

    public static PlannedChange UpdatePortGroup(PortGroupConfig group, JsonObject body, string title, IReadOnlyList<string> options) => new(
        $"{title}: {group.Name}",
        HttpMethod.Patch,
        $"/portgroups/{Uri.EscapeDataString(group.Name)}",
        body,
        () => RequestReader.UpdatePortGroup(group.Id.ToString(), Element(body)),
        ["portgroup", "set", group.Name, .. options, "--wait"])
    {
        Document = DocumentOf("PortGroup", group.Name, body),
    };

    public static PlannedChange CreatePortGroup(JsonObject body, string title, IReadOnlyList<string> options) => new(
        title, HttpMethod.Post, "/portgroups", body, () => RequestReader.CreatePortGroup(Element(body)),
        ["portgroup", "create", body["name"]?.GetValue<string>() ?? "", .. options, "--wait"])
    {
        Document = DocumentOf("PortGroup", body["name"]?.GetValue<string>() ?? "", body),
    };

    public static PlannedChange CreateSwitch(JsonObject body, string title, IReadOnlyList<string> options) => new(
        title, HttpMethod.Post, "/switches", body, () => RequestReader.CreateSwitch(Element(body)),
        ["switch", "create", body["name"]?.GetValue<string>() ?? "", .. options])
    {
        Document = DocumentOf("Switch", body["name"]?.GetValue<string>() ?? "", body),
    };

    public static JsonElement Element(JsonObject body) => JsonSerializer.SerializeToElement(body);

    /// <summary>A body as a document: by kind and name, and without a revision, which a file does not know.</summary>
    private static JsonObject DocumentOf(string kind, string name, JsonObject body)
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
}
