using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Multicast;

/// <summary>Sends queries and reports by the ports of the plan. Control thread only.</summary>
/// <param name="macs">The MAC that a switch's queries come from, by switch key.</param>
internal sealed class GroupWire(PlanDesk desk, ControlSender sender, Func<uint, ulong> macs) : IGroupWire
{
    private readonly byte[] _packet = new byte[Math.Max(MembershipQuery.MostBytes, MembershipReport.MostBytes)];

    public void Ask(PortSlot port, ushort tag, in MembershipQuery query) => Send(port, tag, port.Planned.SwitchKey, in query);

    public bool AskNetwork(PortSlot port, int vlan, in MembershipQuery query)
    {
        if (UplinkOf(port) is not { } uplink)
        {
            return false;
        }

        Send(uplink, (ushort)vlan, port.Planned.SwitchKey, in query);
        return true;
    }

    public void Tell(PortSlot port, int vlan, bool isIpv6, ReadOnlySpan<GroupMembership> memberships)
    {
        if (UplinkOf(port) is not { } uplink)
        {
            return;
        }

        while (!memberships.IsEmpty)
        {
            int length = MembershipReport.Write(_packet, isIpv6, ref memberships);
            sender.Send(uplink, MembershipReport.Destination(isIpv6), port.EffectiveMac, MembershipReport.EtherType(isIpv6), _packet.AsSpan(0, length), (ushort)vlan);
        }
    }

    private void Send(PortSlot port, ushort tag, uint switchKey, in MembershipQuery query)
    {
        int length = query.Write(_packet);
        sender.Send(port, query.Destination, macs(switchKey), query.EtherType, _packet.AsSpan(0, length), tag);
    }

    /// <summary>The uplink of all of a port's frames, or where each frame has its own, as in a LAG, one of them: to the physical switch they are one.</summary>
    private PortSlot? UplinkOf(PortSlot port) =>
        port.PinnedUplink is { } pinned ? desk.Slots.FindWay(pinned)
        : port.Planned.Vnic.Teaming.Active.Select(desk.Slots.FindWay).FirstOrDefault(uplink => uplink is { IsRunning: true, LinkUp: true });
}
