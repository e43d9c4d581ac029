using Musubi.Host.State;
using Musubi.Model.Inventory;
using Musubi.Model.Share;

namespace Musubi.Host.Agent.Way;

/// <summary>All that a host is to do: its standard switches and its share of the fabric, as one.</summary>
/// <param name="Local">Of the standard switches; where both want one NIC, these have it.</param>
/// <param name="Fabric">Of the distributed ones.</param>
internal sealed record HostConfiguration(HostShare Local, HostShare Fabric)
{
    public IEnumerable<ShareSwitch> Switches => InOrder(Local).Concat(InOrder(Fabric));

    public IEnumerable<SharePort> Ports => Local.Ports.Values.OrderBy(port => port.Id).Concat(Fabric.Ports.Values.OrderBy(port => port.Id));

    public static HostConfiguration Of(HostState state) => Of(state.Local, state.HostId, state.FabricShare);

    public static HostConfiguration Of(InventorySnapshot local, Guid host, HostShare fabric) => new(ShareCompiler.Compile(local, host), fabric);

    public ShareSwitch? FindSwitch(Guid id) => Local.Switches.GetValueOrDefault(id) ?? Fabric.Switches.GetValueOrDefault(id);

    /// <summary>As people call a switch or a port.</summary>
    public string? NameOf(Guid id) => FindSwitch(id) is { } owner ? $"switch {owner.Name}"
        : (Local.Ports.GetValueOrDefault(id) ?? Fabric.Ports.GetValueOrDefault(id)) is not { } port ? null
        : port.Connection.Vm.Length > 0 ? $"vnic {port.Connection.Vm}/{port.Connection.Vnic}" : $"adapter {port.Connection.Vnic}";

    private static IEnumerable<ShareSwitch> InOrder(HostShare share) => share.Switches.Values.OrderBy(one => one.Name, StringComparer.Ordinal);
}
