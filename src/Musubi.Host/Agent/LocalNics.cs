using Musubi.Host.Kernel;
using Musubi.Host.State;
using Musubi.Model;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Share;

namespace Musubi.Host.Agent;

/// <summary>This host's NICs as the kernel shows them, kept in the inventory of the standard switches too. The agent's thread only.</summary>
internal sealed class LocalNics(IKernel kernel, StateHolder state)
{
    public IReadOnlyList<NicFact> All { get; private set; } = [];

    /// <exception cref="IOException">The kernel or the disk refuses.</exception>
    public void Refresh()
    {
        All = kernel.ListNics();
        ValueList<HostNic> nics = [.. All.Select(nic => new HostNic(nic.Id, nic.Name, nic.Mtu, FabricUseOf(nic.Id), nic.Addresses.Count > 0 ? nic.Addresses[0] : "", nic.SpeedMbps))];
        HostConfig? self = state.Current.Local.Hosts.GetValueOrDefault(state.Current.HostId);
        if (self is not null && self.Nics == HostNic.Latest(nics, self.Nics) && self.Capabilities == Model.Capabilities.Capability.All)
        {
            return;
        }

        InventoryCommand command = self is null
            ? new AdmitHost { HostId = state.Current.HostId, Name = state.Current.HostName, Capabilities = Model.Capabilities.Capability.All, Nics = nics }
            : new ReportHost(state.Current.HostId, Model.Capabilities.Capability.All, nics);
        EditContext context = new() { Ids = NoIds.Instance, Kind = SwitchKind.Standard, LocalHostId = state.Current.HostId };
        EditResult result = InventoryEditor.Edit(state.Current.Local, command, context);
        if (result.Succeeded && result.Changes.Length > 0)
        {
            state.Update(current => current with { Local = result.Snapshot });
        }
    }

    /// <summary>The distributed switch that has a NIC, so that no standard switch is given it; empty when none has.</summary>
    private string FabricUseOf(string nic)
    {
        ShareSwitch? owner = state.Current.FabricShare.Switches.Values.FirstOrDefault(shared => shared.Uplinks.Any(uplink => uplink.Nic == nic));
        return owner is null ? "" : $"distributed switch {owner.Name}";
    }
}
