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
        foreach (Guid id in ShareCompiler.AffectedHosts(result.Before, result.Snapshot, result.Changes).Take(Most))
        {
            (HostShare before, HostShare after) = (ShareCompiler.Compile(result.Before, id), ShareCompiler.Compile(result.Snapshot, id));
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
}
