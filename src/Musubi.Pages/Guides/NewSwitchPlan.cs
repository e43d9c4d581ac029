using System.Text.Json.Nodes;
using Musubi.Pages.Changes;
using Musubi.Pages.Forms;

namespace Musubi.Pages.Guides;

/// <summary>A switch with its hosts and a first port group, made all or nothing. Pure.</summary>
public static class NewSwitchPlan
{
    private const string Group = "group";

    /// <param name="draft">A switch, and beside its members the port group as "group", which has a name when it is wanted.</param>
    /// <param name="title">For people.</param>
    public static PlannedChange Of(FormDraft draft, string title)
    {
        JsonObject body = draft.Body();
        JsonObject? group = body[Group] as JsonObject;
        body.Remove(Group);
        string name = draft.Text("name");
        List<JsonObject> documents = [PlannedChanges.DocumentOf("Switch", name, body)];
        JsonObject bare = (JsonObject)body.DeepClone();
        bare.Remove("hosts");
        List<IReadOnlyList<string>> commands = [["switch", "create", name, .. CommandWords.Switch(bare)]];
        commands.AddRange(HostPlan.Commands(name, null, body["hosts"] as JsonArray));
        if (group?["name"] is { } groupName)
        {
            group["switch"] = name;
            documents.Add(PlannedChanges.DocumentOf("PortGroup", groupName.GetValue<string>(), group));
            commands.Add(["portgroup", "create", groupName.GetValue<string>(), "--switch", name, .. CommandWords.PortGroup(group), "--wait"]);
        }

        return PlannedChanges.CreateAll(documents, title, commands);
    }

    /// <summary>The place in the form of a field that an error of the apply names, such as "documents[1] PortGroup web: policy.vlan".</summary>
    public static string PathOf(string field)
    {
        int colon = field.LastIndexOf(": ", StringComparison.Ordinal);
        if (colon < 0 || !field.StartsWith("documents[", StringComparison.Ordinal))
        {
            return field;
        }

        string path = field[(colon + 2)..];
        return field.StartsWith("documents[1]", StringComparison.Ordinal) ? $"{Group}.{path}" : path;
    }
}
