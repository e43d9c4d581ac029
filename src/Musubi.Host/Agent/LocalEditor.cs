using Musubi.Host.Agent.Way;
using Musubi.Host.State;
using Musubi.Model;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Services;
using Musubi.Model.Share;
using Musubi.Model.Validation;

namespace Musubi.Host.Agent;

/// <summary>
/// Changes that people ask for on the host itself: standard switches as they like; of distributed switches only attaching and
/// detaching a vNIC that holds a port here. The agent's thread only.
/// </summary>
internal sealed class LocalEditor(StateHolder state, ReachKeeper reach, IIdSource ids, EventLog events, TimeProvider clock)
{
    /// <exception cref="IOException">The disk is full or fails; nothing was changed.</exception>
    public EditResult Execute(InventoryCommand command, Caller caller, bool dryRun)
    {
        if (FindHeldPort(command) is { } held)
        {
            return SwitchHeld(held, command is ConnectVnic, caller, dryRun);
        }

        EditContext context = new() { Ids = ids, Kind = SwitchKind.Standard, LocalHostId = state.Current.HostId };
        EditResult result = InventoryEditor.Edit(state.Current.Local, command, context);
        if (result.Succeeded)
        {
            result = CheckAgainstFabric(result);
        }
        else
        {
            result = ExplainOwnership(result, command);
        }

        if (result.Succeeded && !dryRun && result.Changes.Length > 0)
        {
            state.Update(current => reach.Arm(current, current with { Local = result.Snapshot }));
            foreach (EventRecord record in EventComposer.Compose(result, caller, clock.GetUtcNow()))
            {
                events.Add(record);
            }
        }

        return result;
    }

    private SharePort? FindHeldPort(InventoryCommand command)
    {
        (string Vm, string Vnic, string? Group)? wanted = command switch
        {
            ConnectVnic connect => (connect.Spec.Vm, connect.Spec.Vnic, connect.Spec.PortGroup),
            DisconnectVnic disconnect => (disconnect.Vm, disconnect.Vnic, null),
            _ => null,
        };
        return wanted is not { } name || command.ReadErrors.Count > 0 ? null : state.Current.FabricShare.Ports.Values.FirstOrDefault(port =>
            port.Connection.Vm == name.Vm && port.Connection.Vnic == name.Vnic && (name.Group is null || name.Group == port.PortGroup));
    }

    private EditResult SwitchHeld(SharePort port, bool attach, Caller caller, bool dryRun)
    {
        bool detached = state.Current.DetachedPorts.Contains(port.Id);
        if (!dryRun && detached == attach)
        {
            state.Update(current => current with
            {
                DetachedPorts = attach ? [.. current.DetachedPorts.Where(id => id != port.Id)] : [.. current.DetachedPorts, port.Id],
            });
            events.Add(attach ? "vnic.attached" : "vnic.detached", $"vnic {port.Connection.Vm}/{port.Connection.Vnic}",
                $"on the port that it holds in {port.PortGroup}", caller: caller.Name, host: state.Current.HostName);
        }

        return new EditResult { Outcome = EditOutcome.Done, Snapshot = MergedInventory.Build(state.Current), Target = port.Id };
    }

    /// <summary>A NIC that a distributed switch has is not free for a standard one.</summary>
    private EditResult CheckAgainstFabric(EditResult result)
    {
        List<ValidationError> errors = [];
        foreach (SwitchConfig config in result.Snapshot.Switches.Values)
        {
            foreach (UplinkAssignment assignment in config.Members.SelectMany(member => member.Uplinks))
            {
                ShareSwitch? owner = state.Current.FabricShare.Switches.Values.FirstOrDefault(shared => shared.Uplinks.Any(uplink => uplink.Nic == assignment.Nic));
                if (owner is not null)
                {
                    errors.Add(new ValidationError($"switch {config.Name}: uplink {assignment.Uplink}", assignment.NicName, $"is an uplink of the distributed switch {owner.Name}"));
                }
            }
        }

        return errors.Count == 0 ? result : new EditResult { Outcome = EditOutcome.Conflict, Errors = [.. errors], Snapshot = state.Current.Local };
    }

    /// <summary>Not found here may mean: it is the controller's.</summary>
    private EditResult ExplainOwnership(EditResult result, InventoryCommand command)
    {
        string? name = command switch
        {
            UpdateSwitch update => update.Switch,
            DeleteSwitch delete => delete.Switch,
            UpdatePortGroup update => update.PortGroup,
            DeletePortGroup delete => delete.PortGroup,
            ConnectVnic connect => connect.Spec.PortGroup,
            _ => null,
        };
        bool owned = name is not null && result.Outcome is EditOutcome.NotFound or EditOutcome.Invalid && state.Current.FabricShare is { } share
            && (share.Switches.Values.Any(shared => shared.Name == name || shared.Id.ToString() == name) || share.Ports.Values.Any(port => port.PortGroup == name));
        return owned
            ? result with { Outcome = EditOutcome.Refused, Errors = [new ValidationError("name", name!, $"belongs to the fabric: change it in the controller at {state.Current.Fabric?.Controller}")] }
            : result;
    }
}
