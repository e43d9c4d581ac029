using Musubi.Model.Services;
using Musubi.Pages.Hosts;
using Musubi.Pages.Live;
using Musubi.Pages.Ports;

namespace Musubi.Pages.Topology;

/// <summary>How a vNIC's frames go to the wire, in words. Pure.</summary>
public static class PortPath
{
    /// <summary>Who is connected, port, port group, uplink or LAG, the host's NICs there, and who is heard behind each.</summary>
    public static IReadOnlyList<string> Of(FabricView view, PortView port, string noUplink)
    {
        List<string> path = [port.Connected, $"{port.Switch.Name}/{port.Number}", $"{port.PortGroup.Name} (VLAN {PortColumns.VlanOf(port)})"];
        if (port.Runtime is not { PinnedUplink: { Length: > 0 } uplink } || port.Config.Connection is not { } connection)
        {
            path.Add(noUplink);
            return path;
        }

        path.Add(uplink);
        IEnumerable<string> members = port.Switch.Lags.FirstOrDefault(lag => lag.Name == uplink)?.Uplinks.AsEnumerable() ?? [uplink];
        NicRuntime[] nics = view.HostById.TryGetValue(connection.HostId, out HostView? host) ? [.. members.Select(member => host.NicOf(port.Switch, member)).OfType<NicRuntime>()] : [];
        path.Add($"{port.Host} {string.Join(", ", nics.Select(nic => nic.Name))}".TrimEnd());
        string[] neighbours = [.. nics.SelectMany(nic => nic.Neighbours.Take(1)).Select(Neighbours.Name)];
        if (neighbours.Length > 0)
        {
            path.Add(string.Join(", ", neighbours));
        }

        return path;
    }
}
