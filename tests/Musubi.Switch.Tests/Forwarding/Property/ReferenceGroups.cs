using System.Net;
using Musubi.Contracts.Plan;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>Who gets a frame for a group, as the model sees it: by MAC, or where groups are followed by what is known of them (RFC 4541).</summary>
public sealed class ReferenceGroups(SwitchPlan plan)
{
    /// <summary>What is known now.</summary>
    public IReadOnlyList<GroupFact> Facts { get; set; } = [];

    public bool Follows(uint switchKey) => plan.Switches.Single(planned => planned.Key == switchKey).Snooping is not null;

    /// <summary>Whether a port that hears the frame's VLAN is to get it.</summary>
    /// <param name="vlan">The VLAN, or the primary where it is part of a private VLAN.</param>
    /// <param name="all">Every port: who does not take part has no say.</param>
    public bool IsFor(ReferencePort port, ReferenceFrame frame, int vlan, IReadOnlyList<ReferencePort> all)
    {
        if (!Follows(port.Switch))
        {
            return frame.Destination == 0xffff_ffff_ffff || port.Vnic!.GuestGroups is not { } wanted || wanted.Macs.Any(mac => ReferencePort.Mac(mac) == frame.Destination);
        }

        string kind = KindOf(frame, out IPAddress group, out IPAddress source);
        List<GroupFact> facts = [.. Facts.Where(fact => fact.Switch == port.Switch && fact.Vlan == vlan && (fact.Port < 0 || all[fact.Port].IsActive))];
        bool isIpv4 = frame.EtherType == 0x0800;
        bool isFollowed = facts.Exists(fact => fact.Kind == (isIpv4 ? GroupFactKind.FollowsIpv4 : GroupFactKind.FollowsIpv6));
        if (!isFollowed || kind is "flooded" or "query" or "router")
        {
            return true;
        }

        bool isRouter = facts.Contains(new GroupFact(port.Switch, vlan, GroupFactKind.Router, port.Index), Same);
        if (isRouter || kind == "report")
        {
            return isRouter;
        }

        List<GroupFact> members = facts.FindAll(fact => fact.Kind == GroupFactKind.Member && IPAddress.Parse(fact.Group).Equals(group));
        return facts.Contains(new GroupFact(port.Switch, vlan, GroupFactKind.HearsAll, port.Index), Same)
            || members.Exists(member => member.Port == port.Index && member.Sources.Contains(source.ToString()) != member.Excludes)
            || (members.Count == 0 && facts.Exists(fact => fact.Kind == GroupFactKind.FloodsUnregistered));
    }

    /// <summary>Whether the switch itself looks at a frame to learn of groups.</summary>
    public static bool IsTold(ReferenceFrame frame, bool fromWire) => KindOf(frame, out _, out _) switch
    {
        "query" or "router" => true,
        "report" => !fromWire,
        _ => false,
    };

    private static readonly IEqualityComparer<GroupFact> Same = EqualityComparer<GroupFact>.Create(
        (one, other) => (one!.Switch, one.Vlan, one.Kind, one.Port) == (other!.Switch, other.Vlan, other.Kind, other.Port), fact => fact.Port);

    /// <summary>flooded, data, query, report or router.</summary>
    private static string KindOf(ReferenceFrame frame, out IPAddress group, out IPAddress source)
    {
        (group, source) = (IPAddress.None, IPAddress.None);
        byte[] packet = frame.Payload;
        switch (frame.EtherType)
        {
            case 0x0800 when packet.Length >= 20 && packet[0] / 16 == 4:
                (group, source) = (new IPAddress(packet[16..20]), new IPAddress(packet[12..16]));
                return packet[16] is >= 224 and < 240 && GroupPackets.MacOf(group) == frame.Destination ? KindOfIpv4(packet) : "flooded";
            case 0x86dd when packet.Length >= 40 && packet[0] / 16 == 6:
                (group, source) = (new IPAddress(packet[24..40]), new IPAddress(packet[8..24]));
                return packet[24] == 0xff && GroupPackets.MacOf(group) == frame.Destination ? KindOfIpv6(packet) : "flooded";
            default:
                return "flooded";
        }
    }

    private static string KindOfIpv4(byte[] packet)
    {
        int header = packet[0] % 16 * 4;
        bool begins = ((packet[6] * 256) + packet[7]) % 8192 == 0 && header >= 20 && packet.Length > header;
        bool isLinkLocal = packet[16] == 224 && packet[17] == 0 && packet[18] == 0;
        return (packet[9], begins ? packet[header] : -1) switch
        {
            (2, 0x11) => "query",
            (2, 0x12 or 0x16 or 0x17 or 0x22) => "report",
            (2, 0x30) => "router",
            (103, 0x20) when isLinkLocal && packet[19] == 13 => "router",
            (2, _) => "flooded",
            _ => isLinkLocal ? "flooded" : "data",
        };
    }

    private static string KindOfIpv6(byte[] packet)
    {
        bool isLinkLocal = packet[25] % 16 <= 2;
        int message = packet[6] == 0 && packet.Length >= 48 && packet[40] == 58 ? 48 + (packet[41] * 8) : packet.Length;
        return (message < packet.Length ? packet[message] : 0) switch
        {
            130 => "query",
            131 or 132 or 143 => "report",
            151 => "router",
            _ when packet[6] == 103 && isLinkLocal && packet.Length > 40 && packet[40] == 0x20 => "router",
            _ => isLinkLocal ? "flooded" : "data",
        };
    }
}
