using Musubi.Contracts.Plan;
using Musubi.Host.State;
using Musubi.Model.Services;
using Musubi.Model.Share;

namespace Musubi.Host.Agent;

/// <summary>What the data plane tells, as events for people. The agent's thread only.</summary>
internal sealed class SwitchNews(EventLog events, UplinkKeeper uplinks, VnicKeeper vnics, StateHolder state)
{
    public void Tell(SwitchEvent happened)
    {
        switch (happened.KindCase)
        {
            case SwitchEvent.KindOneofCase.LinkChanged:
                LinkChanged link = happened.LinkChanged;
                Add(link.Up ? "uplink.up" : "uplink.down", UplinkName(link.PortId), link.Up ? "link is up" : "link is down", link.Up ? EventSeverity.Normal : EventSeverity.Warning);
                break;
            case SwitchEvent.KindOneofCase.UplinkMoved:
                UplinkMoved moved = happened.UplinkMoved;
                Add("ports.moved", UplinkName(moved.FromUplink), $"{moved.Ports} ports moved to {UplinkName(moved.ToUplink)}{UplinkEvents.Why(moved.Reason)}");
                break;
            case SwitchEvent.KindOneofCase.BeaconsChanged:
                (string reason, string message, EventSeverity severity) = UplinkEvents.Of(happened.BeaconsChanged.Condition);
                Add(reason, UplinkName(happened.BeaconsChanged.PortId), message, severity);
                break;
            case SwitchEvent.KindOneofCase.LagMemberChanged:
                LagMemberChanged member = happened.LagMemberChanged;
                Add(
                    member.InUse ? "lag.member.joined" : "lag.member.left", UplinkName(member.PortId),
                    $"{(member.InUse ? "in use" : "no longer in use")} in {member.LagName}, {member.MembersInUse} of its uplinks are{(member.Reason.Length > 0 ? $": {member.Reason}" : "")}",
                    member.InUse ? EventSeverity.Normal : EventSeverity.Warning);
                break;
            case SwitchEvent.KindOneofCase.GuestMoved:
                GuestMoved guest = happened.GuestMoved;
                Add(guest.Here ? "guest.arrived" : "guest.left", vnics.NameOf(guest.PortId), guest.Here ? "its guest runs here now" : "its guest no longer runs here");
                break;
            case SwitchEvent.KindOneofCase.NeighbourChanged:
                NeighbourChanged changed = happened.NeighbourChanged;
                Add("uplink.neighbour", UplinkName(changed.PortId), changed.Neighbour is { } neighbour ? $"connected to {Neighbours.Name(neighbour)}" : "no neighbour is heard any more");
                break;
            case SwitchEvent.KindOneofCase.PortFaulted:
                Add("port.faulted", $"port {happened.PortFaulted.PortId}", happened.PortFaulted.Reason, EventSeverity.Warning);
                break;
        }
    }

    private void Add(string reason, string about, string message, EventSeverity severity = EventSeverity.Normal) =>
        events.Add(reason, about, message, severity, host: state.Current.HostName);

    private string UplinkName(string portId)
    {
        Plan.UplinkBinding? binding = uplinks.Bindings.FirstOrDefault(uplink => uplink.PortId.ToString() == portId);
        return binding is not null ? $"{binding.Uplink} ({binding.InterfaceName})"
            : LagReports.NamesOf(state.Current.FabricShare.Switches.Values, state.Current.HostId).TryGetValue(portId, out (Guid Switch, string Name) lag) ? lag.Name
            : NameFromDisk(portId);
    }

    /// <summary>What happened while no agent was there is told to the next one before it has its uplinks again.</summary>
    private string NameFromDisk(string portId)
    {
        HostState known = state.Current;
        foreach (ShareSwitch shared in known.FabricShare.Switches.Values.Concat(ShareCompiler.Compile(known.Local, known.HostId).Switches.Values))
        {
            foreach (ShareUplink uplink in shared.Uplinks.Where(uplink => Plan.UplinkPortId.Of(shared.Id, known.HostId, uplink.Name).ToString() == portId))
            {
                return known.TakenNics.FirstOrDefault(taken => taken.NicId == uplink.Nic) is { } nic ? $"{uplink.Name} ({nic.Name})" : uplink.Name;
            }
        }

        return "no uplink";
    }
}
