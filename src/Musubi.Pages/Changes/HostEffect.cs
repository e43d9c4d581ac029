using System.Collections.Immutable;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Share;
using Musubi.Pages.Live;

namespace Musubi.Pages.Changes;

/// <summary>What a change means for one host.</summary>
/// <param name="HostId">The host.</param>
/// <param name="Host">Its name.</param>
/// <param name="IsConnected">It can take the change up now.</param>
/// <param name="Switches">Names of switches that become otherwise there, come or go.</param>
/// <param name="Ports">How many ports become otherwise there, come or go.</param>
public sealed record HostEffect(Guid HostId, string Host, bool IsConnected, IReadOnlyList<string> Switches, int Ports)
{
    /// <summary>Hosts that are looked at; of a larger fabric's others nothing is told.</summary>
    public const int Most = 100;

    /// <summary>By name; hosts whose part of the fabric stays as it is are left out.</summary>
    public static IReadOnlyList<HostEffect> Of(EditResult result, FabricView view)
    {
        List<HostEffect> effects = [];
        Guid[] affected = [.. ShareCompiler.AffectedHosts(result.Before, result.Snapshot, result.Changes).Take(Most)];
        Dictionary<Guid, InventorySnapshot> former = ByHost(result.Before, affected);
        Dictionary<Guid, InventorySnapshot> wanted = ByHost(result.Snapshot, affected);
        foreach (Guid id in affected)
        {
            (HostShare before, HostShare after) = (ShareCompiler.Compile(former[id], id), ShareCompiler.Compile(wanted[id], id));
            ShareDiff difference = ShareDiff.Between(before, after);
            if (difference.IsEmpty)
            {
                continue;
            }

            string name = result.Snapshot.Hosts.TryGetValue(id, out HostConfig? host) || result.Before.Hosts.TryGetValue(id, out host) ? host.Name : id.ToString();
            effects.Add(new HostEffect(
                id,
                name,
                view.HostById.GetValueOrDefault(id)?.Runtime is { Connected: true },
                [.. difference.Switches.Select(one => one.Name).Concat(difference.RemovedSwitches.Select(one => before.Switches[one].Name)).Distinct().Order(StringComparer.Ordinal)],
                difference.Ports.Count + difference.RemovedPorts.Count));
        }

        return [.. effects.OrderBy(effect => effect.Host, StringComparer.Ordinal)];
    }

    /// <summary>The inventory with the ports of one host alone, so that each host's share costs no pass over the ports of all.</summary>
    private static Dictionary<Guid, InventorySnapshot> ByHost(InventorySnapshot snapshot, Guid[] hosts)
    {
        Dictionary<Guid, ImmutableDictionary<Guid, PortConfig>.Builder> ports = hosts.ToDictionary(id => id, _ => ImmutableDictionary.CreateBuilder<Guid, PortConfig>());
        foreach (PortConfig port in snapshot.Ports.Values)
        {
            foreach (ConnectionConfig? connection in (ReadOnlySpan<ConnectionConfig?>)[port.Connection, port.Destination])
            {
                if (connection is not null && ports.TryGetValue(connection.HostId, out ImmutableDictionary<Guid, PortConfig>.Builder? own))
                {
                    own[port.Id] = port;
                }
            }
        }

        return ports.ToDictionary(pair => pair.Key, pair => snapshot with { Ports = pair.Value.ToImmutable() });
    }
}
