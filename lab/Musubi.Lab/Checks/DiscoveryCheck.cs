using System.Text.Json;
using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;

namespace Musubi.Lab.Checks;

/// <summary>
/// Discovery from uplink to controller. The physical switch of the lab is a plain bridge, which passes CDP on like a hub: every uplink hears
/// every other one.
/// </summary>
internal sealed class DiscoveryCheck(ProductionFabric fabric) : Check(fabric)
{
    private const int MostShown = 8;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public override string Title => "uplinks that speak CDP are shown in the controller with all that they hear, and are forgotten when they take their leave";

    protected override async Task ObserveAsync()
    {
        int uplinks = Lab.Options.Hosts * Lab.Options.Uplinks;
        int heard = Math.Min(uplinks - 1, MostShown);
        await Fabric.Controller.DoAsync("switch", "set", ProductionFabric.Switch, "--discovery", "cdp:both", "--wait");
        await Wait.UntilAsync(async () => (await NeighboursAsync()) is var nics && nics.Count == uplinks && nics.All(nic => nic.Value.Count == heard), Limit);
        SortedDictionary<string, SortedSet<string>> seen = await NeighboursAsync();
        foreach ((string nic, SortedSet<string> others) in seen)
        {
            Expect(others.Count == heard && others.IsSubsetOf(seen.Keys) && !others.Contains(nic), $"{nic} hears {string.Join(", ", others)} and not {heard} others");
        }

        Expect(seen.Count == uplinks, $"{seen.Count} of {uplinks} uplinks hear anybody: {string.Join(", ", seen.Keys)}");
        await Fabric.Controller.DoAsync("switch", "set", ProductionFabric.Switch, "--discovery", "cdp:listen", "--wait");
        bool forgotten = await Wait.UntilAsync(async () => (await NeighboursAsync()).Count == 0, Limit);
        Expect(forgotten, $"some are still heard {Limit.TotalSeconds:0} s after they fell silent");
        Fact($"each of {uplinks} uplinks heard {heard} others");
    }

    /// <summary>By NIC, as "h1 u1": whom it hears, in the same form.</summary>
    private async Task<SortedDictionary<string, SortedSet<string>>> NeighboursAsync()
    {
        SortedDictionary<string, SortedSet<string>> all = new(StringComparer.Ordinal);
        foreach (JsonElement nic in await Fabric.Controller.ListAsync("nic", "neighbours"))
        {
            all[$"{Text(nic, "host")} {Text(nic, "name")}"] = new SortedSet<string>(
                nic.GetProperty("neighbours").EnumerateArray().Select(neighbour => $"{Text(neighbour, "systemName")} {Text(neighbour, "portId")}"), StringComparer.Ordinal);
        }

        return all;
    }

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString() ?? "";
}
