using System.Numerics;
using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>Rules as they read: from the first on, each question asked of the frame until one rule is met.</summary>
public static class ReferenceRules
{
    /// <summary>What a port's rules make of a frame; null when it goes no further.</summary>
    /// <param name="traffic">The type that counts at this port, or none.</param>
    public static ReferenceFrame? Judge(ReferencePort port, ReferenceFrame frame, int vlan, bool ingress, TrafficType? traffic)
    {
        List<Rule> rules = [.. port.Rules.Where(rule => ingress ? rule.Ingress : rule.Egress)];
        if (rules.Count == 0)
        {
            return frame;
        }

        ReferencePacket packet = ReferencePacket.Read(frame.Rest);
        if ((packet.IsUnreadable && rules.Exists(AsksForPackets)) || ReferenceChecksum.Judge(frame) != DropReason.None)
        {
            port.Drop(DropReason.Unreadable);
            return null;
        }

        Rule? met = rules.Find(rule => IsMet(rule.Match ?? new RuleMatch(), frame, packet, vlan, traffic));
        if (met is null)
        {
            return frame;
        }

        port.Hits[met.Name] = port.Hits.GetValueOrDefault(met.Name) + 1;
        if (met.Action == RuleAction.Drop)
        {
            port.Drop(DropReason.Filtered);
            return null;
        }

        frame = met.HasDscp ? frame.WithDscp(packet, (int)met.Dscp) : frame;
        return met.HasCos ? frame with { Priority = ((int)met.Cos << 1) | (frame.Priority & 1), IsPrioritised = met.Cos > 0 } : frame;
    }

    /// <summary>The first rule whose match holds, by position, or -1.</summary>
    public static int First(IEnumerable<RuleMatch?> matches, ReferenceFrame frame, int vlan, TrafficType? traffic)
    {
        ReferencePacket packet = ReferencePacket.Read(frame.Rest);
        return matches.Index().Where(match => IsMet(match.Item ?? new RuleMatch(), frame, packet, vlan, traffic)).Select(match => match.Index).DefaultIfEmpty(-1).First();
    }

    public static bool AsksForPackets(Rule rule) => rule.Match is { } match
        && (match.Source ?? match.Destination ?? (IMessage)match.Protocol ?? match.SourcePort ?? match.DestinationPort ?? match.TcpFlags ?? (IMessage)match.IcmpType ?? match.IcmpCode ?? match.Dscp) is not null;

    private static bool IsMet(RuleMatch match, ReferenceFrame frame, ReferencePacket packet, int vlan, TrafficType? traffic) =>
        Holds(match.SourceMac, frame.Source) && Holds(match.DestinationMac, frame.Destination)
        && Holds(match.EtherType, packet.EtherType) && Holds(match.Vlan, vlan) && Holds(match.Cos, frame.Priority >> 1)
        && Holds(match.Source, packet.Source) && Holds(match.Destination, packet.Destination)
        && Holds(match.Protocol, packet.Protocol) && Holds(match.Dscp, packet.Dscp)
        && Holds(match.SourcePort, packet.SourcePort) && Holds(match.DestinationPort, packet.DestinationPort)
        && Holds(match.IcmpType, packet.IcmpType) && Holds(match.IcmpCode, packet.IcmpCode)
        && (match.TcpFlags is not { } flags || (packet.TcpFlags is { } set && (set & flags.Mask) == flags.Set != flags.Negated))
        && (match.TrafficType is not { } type || (traffic is { } own && own == type.Type != type.Negated));

    private static bool Holds(NumberRange? range, int? value) =>
        range is null || (value is { } given && (given >= range.First && given <= range.Last) != range.Negated);

    private static bool Holds(MacPattern? pattern, ulong mac) => pattern is null || (mac & pattern.Mask) == pattern.Address != pattern.Negated;

    private static bool Holds(AddressPrefix? prefix, byte[]? address)
    {
        if (prefix is null)
        {
            return true;
        }

        if (address is null || address.Length != prefix.Address.Length)
        {
            return false;
        }

        int behind = (address.Length * 8) - (int)prefix.PrefixLength;
        return Number(address) >> behind == Number(prefix.Address.ToByteArray()) >> behind != prefix.Negated;
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
