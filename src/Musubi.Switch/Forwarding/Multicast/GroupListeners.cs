using Musubi.Switch.Forwarding.Guarding;
using Musubi.Switch.Forwarding.Punting;

namespace Musubi.Switch.Forwarding.Multicast;

/// <summary>
/// Finds the ports that get a frame for a group, and hands what tells of groups to the control thread. One worker's, with its
/// scratch. In a VLAN where groups are not filtered it is the list of the VLAN, and costs nothing.
/// </summary>
/// <param name="maxPorts">Ports of the largest plan.</param>
internal sealed class GroupListeners(int maxPorts, PuntSink punts)
{
    private readonly int[] _ports = new int[maxPorts];

    /// <summary>Plan indexes, each once; the port that sent the frame may be among them. Valid until the next call.</summary>
    /// <param name="source">The port that the frame came from.</param>
    public ReadOnlySpan<int> Find(ForwardingPlan plan, in FrameBatch batch, int i, in DomainRecord domain, int source)
    {
        ReadOnlySpan<int> all = plan.DomainPorts.AsSpan(domain.FirstPort, domain.PortCount);
        return domain.Filtering switch
        {
            GroupFiltering.Snooped => FindSnooped(plan, in batch, i, in domain, all, source),
            GroupFiltering.ByMac when MacKinds.IsMulticast(batch.Destination[i]) => FindByMac(plan, batch.Destination[i], all),
            _ => all,
        };
    }

    private ReadOnlySpan<int> FindByMac(ForwardingPlan plan, ulong group, ReadOnlySpan<int> all)
    {
        int count = 0;
        foreach (int port in all)
        {
            _ports[count] = port;
            count += !plan.Ports[port].Has(PortFlags.FiltersGroups) || plan.WantsGroup(port, group) ? 1 : 0;
        }

        return _ports.AsSpan(0, count);
    }

    private ReadOnlySpan<int> FindSnooped(ForwardingPlan plan, in FrameBatch batch, int i, in DomainRecord domain, ReadOnlySpan<int> all, int port)
    {
        GroupTraffic traffic = GroupPacket.Classify(batch.Destination[i], batch.EtherType[i], batch.Payload(i), out UInt128 group, out UInt128 source);
        if (traffic == GroupTraffic.Flooded)
        {
            return all;
        }

        // Who listens beyond an uplink does not matter here: every frame of a guest's goes there.
        if (traffic is GroupTraffic.Query or GroupTraffic.Router || (traffic == GroupTraffic.Report && !plan.Ports[port].Has(PortFlags.Uplink)))
        {
            Tell(plan.Groups.GateOf(port), in batch, i);
        }

        GroupTable table = plan.Groups.Table;
        ushort number = plan.ZoneOf(batch.Domain[i]);
        GroupZone zone = table.ZoneOf(number);
        GroupZoneFlags filters = GroupAddresses.IsIpv4(group) ? GroupZoneFlags.FiltersIpv4 : GroupZoneFlags.FiltersIpv6;
        if ((zone.Flags & filters) == 0 || traffic is GroupTraffic.Query or GroupTraffic.Router)
        {
            return all;
        }

        int count = domain.PromiscuousCount;
        all[..count].CopyTo(_ports);
        int vlan = batch.Vlan[i];
        if (traffic == GroupTraffic.Report)
        {
            Add(plan, table.Routers(in zone), in domain, vlan, ref count);
        }
        else if (table.TryFind(number, group, out ReadOnlySpan<GroupMember> members))
        {
            Add(plan, table.HearsAll(in zone), in domain, vlan, ref count);
            AddMembers(plan, table, members, source, in domain, vlan, ref count);
        }
        else if ((zone.Flags & GroupZoneFlags.FloodsUnregistered) != 0)
        {
            return all;
        }
        else
        {
            Add(plan, table.HearsAll(in zone), in domain, vlan, ref count);
        }

        return _ports.AsSpan(0, count);
    }

    private void Tell(SnoopGate? gate, in FrameBatch batch, int i)
    {
        if ((gate is null || gate.IsOpen()) && punts.TryPunt(PuntKind.Multicast, in batch, i))
        {
            gate?.Told();
        }
    }

    private void Add(ForwardingPlan plan, ReadOnlySpan<int> ports, in DomainRecord domain, int vlan, ref int count)
    {
        foreach (int port in ports)
        {
            _ports[count] = port;
            count += Hears(plan, port, in domain, vlan) ? 1 : 0;
        }
    }

    private void AddMembers(ForwardingPlan plan, GroupTable table, ReadOnlySpan<GroupMember> members, UInt128 source, in DomainRecord domain, int vlan, ref int count)
    {
        foreach (ref readonly GroupMember member in members)
        {
            _ports[count] = member.Port;
            count += Hears(plan, member.Port, in domain, vlan) && table.Wants(in member, source) ? 1 : 0;
        }
    }

    /// <summary>Outside of private VLANs every port of the zone is of this VLAN.</summary>
    private static bool Hears(ForwardingPlan plan, int port, in DomainRecord domain, int vlan) => domain.Family == 0 || plan.Hears(port, vlan);
}
