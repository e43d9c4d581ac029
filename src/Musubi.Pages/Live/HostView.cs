using Musubi.Model;
using Musubi.Model.Config;
using Musubi.Model.Services;

namespace Musubi.Pages.Live;

/// <summary>A host as pages show it.</summary>
/// <param name="Config">As configured.</param>
/// <param name="Runtime">As it last said; null when it never spoke.</param>
/// <param name="Status">How far it is with the newest revision.</param>
public sealed record HostView(HostConfig Config, HostRuntime? Runtime, HostRevisionStatus? Status)
{
    public Guid Id => Config.Id;

    public string Name => Config.Name;

    public HostHealth Health =>
        Runtime is not { Connected: true } ? HostHealth.Unreachable
        : Status?.State == ObjectState.Error ? HostHealth.Error
        : Status is null || Status.State == ObjectState.Done ? HostHealth.InSync
        : HostHealth.Pending;

    public ValueList<NicRuntime> Nics => Runtime?.Nics ?? [];

    /// <summary>The NIC that fills an uplink of a switch here, as it was last reported.</summary>
    public NicRuntime? NicOf(SwitchConfig owner, string uplink)
    {
        string? nic = owner.Members.FirstOrDefault(member => member.HostId == Id)?.Uplinks.FirstOrDefault(assignment => assignment.Uplink == uplink)?.Nic;
        return nic is null ? null : Nics.FirstOrDefault(candidate => candidate.Id == nic);
    }
}
