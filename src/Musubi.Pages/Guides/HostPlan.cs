using System.Text.Json.Nodes;
using Musubi.Pages.Forms;

namespace Musubi.Pages.Guides;

/// <summary>Which hosts a switch is to have, and which of their NICs fill its uplinks: the member "hosts" of a draft of a switch.</summary>
public sealed class HostPlan(FormDraft draft)
{
    private const string Member = "hosts";

    public int Count => Items.Count;

    private JsonArray Items => draft.Find(Member) as JsonArray ?? [];

    public bool Has(string host) => IndexOf(host) >= 0;

    /// <summary>Its place in the list, which errors name; -1 when it is not to be a member.</summary>
    public int IndexOf(string host)
    {
        for (int i = 0; i < Items.Count; i++)
        {
            if (Items[i]?["host"]?.GetValue<string>() == host)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The NIC that is to fill an uplink; empty for none.</summary>
    public string NicOf(string host, string uplink) =>
        IndexOf(host) is >= 0 and var place && Items[place]?["uplinks"] is JsonObject uplinks && uplinks[uplink] is { } nic ? nic.GetValue<string>() : "";

    public void Add(string host)
    {
        if (!Has(host))
        {
            Change(items => items.Add(new JsonObject { ["host"] = host, ["uplinks"] = new JsonObject() }));
        }
    }

    public void Remove(string host)
    {
        if (IndexOf(host) is >= 0 and var place)
        {
            Change(items => items.RemoveAt(place));
        }
    }

    /// <summary>Fills an uplink, or with an empty name leaves it open. Another uplink that the NIC filled is open then.</summary>
    public void Assign(string host, string uplink, string nic)
    {
        if (IndexOf(host) is not (>= 0 and var place))
        {
            return;
        }

        Change(items =>
        {
            JsonObject member = (JsonObject)items[place]!;
            if (member["uplinks"] is not JsonObject uplinks)
            {
                member["uplinks"] = uplinks = [];
            }

            foreach (string other in uplinks.Where(pair => nic.Length > 0 && pair.Value?.GetValue<string>() == nic).Select(pair => pair.Key).ToArray())
            {
                uplinks.Remove(other);
            }

            uplinks.Remove(uplink);
            (member["uplinkCapacities"] as JsonObject)?.Remove(uplink);
            if (nic.Length > 0)
            {
                uplinks[uplink] = nic;
            }
        });
    }

    /// <summary>Fills the open uplinks of a host with its free NICs, those with a link first, in the order of their names.</summary>
    public void Suggest(string host, IReadOnlyList<string> uplinks, IReadOnlyList<NicChoice> choices)
    {
        HashSet<string> used = [.. uplinks.Select(uplink => NicOf(host, uplink))];
        Queue<string> free = new(choices.Where(choice => choice.IsFree && !used.Contains(choice.Name)).OrderBy(choice => choice.LinkUp == false).Select(choice => choice.Name));
        foreach (string uplink in uplinks.Where(uplink => NicOf(host, uplink).Length == 0))
        {
            if (free.TryDequeue(out string? nic))
            {
                Assign(host, uplink, nic);
            }
        }
    }

    /// <summary>The command lines that turn one list of members into another.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Commands(string owner, JsonArray? before, JsonArray? after)
    {
        Dictionary<string, JsonObject> former = ByHost(before);
        Dictionary<string, JsonObject> wanted = ByHost(after);
        List<IReadOnlyList<string>> commands = [];
        foreach ((string host, JsonObject member) in wanted)
        {
            bool isNew = !former.TryGetValue(host, out JsonObject? present);
            if (isNew || !JsonNode.DeepEquals(present, member))
            {
                commands.Add(["switch", isNew ? "add-host" : "set-host", owner, host, .. CommandWords.Member(member), "--wait"]);
            }
        }

        commands.AddRange(former.Keys.Where(host => !wanted.ContainsKey(host)).Select(host => (IReadOnlyList<string>)["switch", "remove-host", owner, host, "--wait"]));
        return commands;
    }

    private static Dictionary<string, JsonObject> ByHost(JsonArray? members) =>
        (members ?? []).OfType<JsonObject>().ToDictionary(member => member["host"]!.GetValue<string>(), StringComparer.Ordinal);

    private void Change(Action<JsonArray> change)
    {
        JsonArray items = (JsonArray)Items.DeepClone();
        change(items);
        draft.Set(Member, items);
    }
}
