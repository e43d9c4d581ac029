using System.Collections.Immutable;
using Musubi.Contracts.Fabric;
using Musubi.Host.Fabric;
using Musubi.Model;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Services;
using Musubi.Model.Share;
using ShareUplinkMessage = Musubi.Contracts.Fabric.ShareUplink;

namespace Musubi.Host.Agent;

/// <summary>This host's standard switches as the controller is told of them, within bounds. Pure.</summary>
internal static class StandardSwitches
{
    public static ValueList<StandardSwitch> Of(InventorySnapshot local, Guid host, ImmutableDictionary<Guid, PortRuntime> runtime)
    {
        ILookup<Guid, PortConfig> ports = local.Ports.Values.Where(port => port.Connection is not null).OrderBy(port => port.Number).ToLookup(port => port.PortGroupId);
        ILookup<Guid, PortGroupConfig> groups = local.PortGroups.Values.OrderBy(group => group.Name, StringComparer.Ordinal).ToLookup(group => group.SwitchId);
        int groupsLeft = StandardPortGroup.MostOnHost;
        int portsLeft = StandardPort.MostOnHost;
        List<StandardSwitch> all = [];
        foreach (SwitchConfig config in local.Switches.Values.OrderBy(config => config.Name, StringComparer.Ordinal).Take(StandardSwitch.MostOnHost))
        {
            List<StandardPortGroup> shown = [];
            foreach (PortGroupConfig group in groups[config.Id].Take(groupsLeft))
            {
                StandardPort[] connected = [.. ports[group.Id].Take(portsLeft).Select(port => Describe(port, runtime))];
                Teaming teaming = PolicyResolver.Resolve(config, group.Policy).Teaming;
                shown.Add(new StandardPortGroup
                {
                    Id = group.Id,
                    Name = group.Name,
                    Vlan = PolicyResolver.Resolve(config, group.Policy).Vlan,
                    Active = teaming.Active,
                    Standby = teaming.Standby,
                    Ports = [.. connected],
                    MorePorts = ports[group.Id].Count() - connected.Length,
                });
                portsLeft -= connected.Length;
            }

            groupsLeft -= shown.Count;
            all.Add(new StandardSwitch { Id = config.Id, Name = config.Name, Mtu = config.Mtu, Uplinks = ShareCompiler.UplinksOf(config, host), PortGroups = [.. shown] });
        }

        return [.. all];
    }

    public static StandardSwitchReport Report(StandardSwitch shown)
    {
        StandardSwitchReport report = new() { Id = shown.Id.ToString(), Name = shown.Name, Mtu = (uint)shown.Mtu };
        report.Uplinks.AddRange(shown.Uplinks.Select(uplink => new ShareUplinkMessage { Name = uplink.Name, Nic = uplink.Nic ?? "" }));
        report.PortGroups.AddRange(shown.PortGroups.Select(Report));
        return report;
    }

    private static StandardPort Describe(PortConfig port, ImmutableDictionary<Guid, PortRuntime> runtime) => new()
    {
        Id = port.Id,
        Number = port.Number,
        Connection = port.Connection!,
        Runtime = runtime.GetValueOrDefault(port.Id) ?? new PortRuntime { State = Model.Services.ObjectState.Pending },
    };

    private static StandardPortGroupReport Report(StandardPortGroup group)
    {
        StandardPortGroupReport report = new() { Id = group.Id.ToString(), Name = group.Name, Vlan = ConnectionMessages.From(group.Vlan), MorePorts = (uint)group.MorePorts };
        report.Active.AddRange(group.Active);
        report.Standby.AddRange(group.Standby);
        report.Ports.AddRange(group.Ports.Select(Report));
        return report;
    }

    private static StandardPortReport Report(StandardPort port) => new()
    {
        Id = port.Id.ToString(),
        Number = (uint)port.Number,
        Connection = ConnectionMessages.From(port.Connection),
        State = FabricReports.ToState(port.Runtime.State),
        Reason = port.Runtime.Reason,
        LinkUp = port.Runtime.LinkUp,
        PinnedUplink = port.Runtime.PinnedUplink,
    };
}
