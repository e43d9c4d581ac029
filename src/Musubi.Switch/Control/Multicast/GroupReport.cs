using System.Buffers.Binary;
using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Multicast;
using SnoopedVlan = Musubi.Contracts.Plan.SnoopedVlan;

namespace Musubi.Switch.Control.Multicast;

/// <summary>Says in messages which groups are followed. Control thread only.</summary>
internal static class GroupReport
{
    /// <summary>Memberships that one status lists.</summary>
    public const int MostListed = 4096;

    public static void Add(SwitchStatus status, GroupSnooper snooper, SwitchPlan plan)
    {
        Dictionary<uint, string> switches = plan.Switches.ToDictionary(planned => planned.Key, planned => planned.Id);
        int left = MostListed;
        foreach (GroupZoneState zone in snooper.Zones.OrderBy(zone => zone.Key.SwitchKey).ThenBy(zone => zone.Key.Vlan))
        {
            SnoopedVlan vlan = new()
            {
                SwitchId = switches[zone.Key.SwitchKey],
                Vlan = (uint)zone.Key.Vlan,
                Querier4 = Status(zone.Ipv4.Querier),
                Querier6 = Status(zone.Ipv6.Querier),
                MembershipCount = (uint)zone.Ports.Values.Sum(place => place.Groups.Count),
            };
            vlan.RouterPorts.AddRange(zone.Ipv4.RouterUplinks.Keys.Union(zone.Ipv6.RouterUplinks.Keys).Select(uplink => uplink.Planned.Id));
            vlan.RouterPorts.AddRange(zone.Ports.Values.Where(place => place.IsRouter).Select(place => place.Port.Slot.Planned.Id));
            vlan.HearsAllPorts.AddRange(zone.Ports.Values.Where(snooper.HearsAll).Select(place => place.Port.Slot.Planned.Id));
            vlan.Memberships.AddRange(zone.Ports.Values.SelectMany(place => place.Groups.Values.Select(membership => Membership(place, membership))).Take(left));
            left -= vlan.Memberships.Count;
            status.SnoopedVlans.Add(vlan);
        }
    }

    private static QuerierStatus? Status(QuerierElection querier) => querier switch
    {
        { IsOwn: true } => new QuerierStatus { Own = true },
        { Other: { } other } => new QuerierStatus { Address = Bytes(other.Address), PortId = other.Port.Planned.Id },
        _ => null,
    };

    private static GroupMembershipStatus Membership(ZonePort place, GroupMembership membership)
    {
        GroupMembershipStatus message = new()
        {
            Group = Bytes(membership.Group),
            PortId = place.Port.Slot.Planned.Id,
            Since = membership.Since,
            Excludes = membership.Excludes,
        };
        message.Sources.AddRange(membership.ListedSources().Select(Bytes));
        return message;
    }

    /// <summary>4 or 16 bytes.</summary>
    private static ByteString Bytes(UInt128 address)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        return ByteString.CopyFrom(GroupAddresses.IsIpv4(address) ? bytes[12..] : bytes);
    }
}
