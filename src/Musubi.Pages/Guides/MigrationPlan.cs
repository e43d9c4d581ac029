using System.Text.Json.Nodes;
using Musubi.Model.Config;
using Musubi.Model.Resources;
using Musubi.Pages.Forms;

namespace Musubi.Pages.Guides;

/// <summary>What of hosts' standard switches is to be moved to a distributed one: the member "hosts" of a draft of a migration.</summary>
public sealed class MigrationPlan(FormDraft draft)
{
    public const string PortGroups = "portGroups";
    public const string Adapters = "adapters";
    public const string Vnics = "vnics";

    private const string Member = "hosts";
    private const string Uplinks = "uplinks";
    private const string Accept = "acceptVlan";

    public int Count => Items.Count;

    private JsonArray Items => draft.Find(Member) as JsonArray ?? [];

    /// <summary>Its place in the list, which errors name; -1 when nothing of it is moved.</summary>
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

    public bool Has(string host) => IndexOf(host) >= 0;

    public void Choose(string host, bool isIn)
    {
        int place = IndexOf(host);
        if (isIn && place < 0)
        {
            Change(items => items.Add(new JsonObject { ["host"] = host }));
        }
        else if (!isIn && place >= 0)
        {
            Change(items => items.RemoveAt(place));
        }
    }

    /// <summary>The uplink that a NIC is to fill; empty when it stays.</summary>
    public string UplinkOf(string host, string nic) => Map(host, Uplinks).FirstOrDefault(pair => pair.Value == nic).Key ?? "";

    /// <summary>To which port group something goes; empty when it stays, or goes with its port group.</summary>
    /// <param name="host">Its name.</param>
    /// <param name="kind"><see cref="PortGroups"/>, <see cref="Adapters"/> or <see cref="Vnics"/>.</param>
    /// <param name="name">A port group of a standard switch, a host adapter, or "VM/VNIC".</param>
    public string TargetOf(string host, string kind, string name) => Map(host, kind).GetValueOrDefault(name, "");

    public bool AcceptsVlan(string host) => IndexOf(host) is >= 0 and var place && Items[place]![Accept]?.GetValue<bool>() == true;

    public void MoveNic(string host, string nic, string uplink) => Edit(host, part =>
    {
        JsonObject map = part[Uplinks] as JsonObject ?? [];
        foreach (string other in map.Where(pair => pair.Value?.GetValue<string>() == nic).Select(pair => pair.Key).ToArray())
        {
            map.Remove(other);
        }

        if (uplink.Length > 0)
        {
            map[uplink] = nic;
        }

        Put(part, Uplinks, map);
    });

    public void Move(string host, string kind, string name, string target) => Edit(host, part =>
    {
        JsonObject map = part[kind] as JsonObject ?? [];
        map.Remove(name);
        if (target.Length > 0)
        {
            map[name] = target;
        }

        Put(part, kind, map);
    });

    public void AcceptVlan(string host, bool accept) => Edit(host, part =>
    {
        part.Remove(Accept);
        if (accept)
        {
            part[Accept] = true;
        }
    });

    /// <summary>Everything: each port group to the first one with its VLAN, NICs to uplinks that are open. What fits nowhere stays.</summary>
    /// <param name="host">Its name.</param>
    /// <param name="switches">Its standard switches.</param>
    /// <param name="owner">Where to.</param>
    /// <param name="targets">Port groups there, with the VLAN that applies in each.</param>
    /// <param name="filled">Uplinks that the host fills already.</param>
    public void Suggest(string host, IEnumerable<StandardSwitchResource> switches, SwitchConfig owner, IReadOnlyList<(string Name, string Vlan)> targets, IReadOnlyCollection<string> filled)
    {
        Choose(host, isIn: true);
        Queue<string> open = new(owner.Uplinks.Where(uplink => !filled.Contains(uplink) && !Map(host, Uplinks).ContainsKey(uplink)));
        foreach (StandardSwitchResource one in switches)
        {
            foreach (StandardPortGroupResource group in one.PortGroups.Where(group => group.Ports.Count > 0))
            {
                if (targets.FirstOrDefault(target => target.Vlan == group.Vlan).Name is { } target)
                {
                    Move(host, PortGroups, group.Name, target);
                }
            }

            foreach (string nic in one.Uplinks.Values.Where(nic => nic.Length > 0 && UplinkOf(host, nic).Length == 0))
            {
                if (open.TryDequeue(out string? uplink))
                {
                    MoveNic(host, nic, uplink);
                }
            }
        }
    }

    /// <summary>The command lines that ask for the same; hosts of which the same is moved share one.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Commands(string owner, JsonArray hosts)
    {
        List<(JsonObject Part, List<string> Hosts)> groups = [];
        foreach (JsonObject host in hosts.OfType<JsonObject>())
        {
            JsonObject part = (JsonObject)host.DeepClone();
            string name = part["host"]?.GetValue<string>() ?? "";
            part.Remove("host");
            List<string>? same = groups.FirstOrDefault(group => JsonNode.DeepEquals(group.Part, part)).Hosts;
            if (same is null)
            {
                groups.Add((part, [name]));
            }
            else
            {
                same.Add(name);
            }
        }

        return [.. groups.Select(group => (IReadOnlyList<string>)["host", "migrate", .. group.Hosts, "--to", owner, .. Words(group.Part), "--wait"])];
    }

    private static List<string> Words(JsonObject part)
    {
        List<string> words = [];
        foreach ((string option, string member) in (ReadOnlySpan<(string, string)>)[("--uplink", Uplinks), ("--portgroup", PortGroups), ("--adapter", Adapters), ("--vm", Vnics)])
        {
            foreach ((string from, JsonNode? to) in part[member] as JsonObject ?? [])
            {
                words.AddRange([option, $"{from}={to?.GetValue<string>()}"]);
            }
        }

        if (part[Accept]?.GetValue<bool>() == true)
        {
            words.Add("--accept-vlan");
        }

        return words;
    }

    private Dictionary<string, string> Map(string host, string member) => IndexOf(host) is >= 0 and var place && Items[place]![member] is JsonObject map
        ? map.ToDictionary(pair => pair.Key, pair => pair.Value?.GetValue<string>() ?? "", StringComparer.Ordinal)
        : [];

    private static void Put(JsonObject part, string member, JsonObject map)
    {
        part.Remove(member);
        if (map.Count > 0)
        {
            part[member] = map.Parent is null ? map : map.DeepClone();
        }
    }

    private void Edit(string host, Action<JsonObject> edit)
    {
        if (IndexOf(host) is >= 0 and var place)
        {
            Change(items => edit((JsonObject)items[place]!));
        }
    }

    private void Change(Action<JsonArray> change)
    {
        JsonArray items = (JsonArray)Items.DeepClone();
        change(items);
        draft.Set(Member, items);
    }
}
