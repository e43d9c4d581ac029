using Musubi.Model.Policy.Filtering;

namespace Musubi.Model.Validation;

/// <summary>Whether one rule is met by everything that another asks for.</summary>
internal static class FilterCover
{
    private const int Ipv4 = 0x0800;
    private const int Ipv6 = 0x86dd;
    private const int MaxEtherType = 65_535;

    public static bool Covers(FilterRule rule, FilterRule other) =>
        (rule.Direction == FilterDirection.Both || rule.Direction == other.Direction) && Covers(rule.Match, other.Match);

    private static bool Covers(FilterMatch match, FilterMatch other) =>
        CoversAny(match.SourceMac, other.SourceMac)
        && CoversAny(match.DestinationMac, other.DestinationMac)
        && (match.EtherType is null || Covers(match.EtherType, other.EtherType ?? Implied(other), MaxEtherType))
        && CoversAny(match.Vlan, other.Vlan, FilterFields.MaxVlan)
        && CoversAny(match.Cos, other.Cos, FilterRule.MaxCos)
        && CoversAddress(match.Source, other.Source)
        && CoversAddress(match.Destination, other.Destination)
        && Covers(match.Protocol, other.Protocol, FilterFields.MaxByte)
        && Covers(match.SourcePort, other.SourcePort, FilterFields.MaxPort)
        && Covers(match.DestinationPort, other.DestinationPort, FilterFields.MaxPort)
        && Covers(match.TcpFlags?.Pattern, other.TcpFlags?.Pattern)
        && Covers(match.IcmpType, other.IcmpType, FilterFields.MaxByte)
        && Covers(match.IcmpCode, other.IcmpCode, FilterFields.MaxByte)
        && Covers(match.Dscp, other.Dscp, FilterRule.MaxDscp)
        && (match.Traffic is null || (other.Traffic is { } traffic && traffic.IsWithin(match.Traffic)));

    private static bool Covers(NumberMatch? asked, NumberMatch? other, int most) => asked is null || (other is not null && other.IsWithin(asked, most));

    /// <summary>Every frame has such a number.</summary>
    private static bool CoversAny(NumberMatch? asked, NumberMatch? other, int most) =>
        asked is null || Covers(asked, other ?? new NumberMatch(0, most, false), most);

    private static bool Covers(BitPattern? asked, BitPattern? other) => asked is null || (other is { } pattern && pattern.IsWithin(asked.Value));

    /// <summary>Every frame has such bits.</summary>
    private static bool CoversAny(MacMatch? asked, MacMatch? other) =>
        asked is null || Covers(asked.Pattern, (other ?? new MacMatch(0, 0, false)).Pattern);

    private static bool CoversAddress(AddressMatch? asked, AddressMatch? other) =>
        asked is null || (other is not null && other.IsIpv6 == asked.IsIpv6 && other.Pattern.IsWithin(asked.Pattern));

    /// <summary>The EtherType of the packets whose addresses a rule asks for.</summary>
    private static NumberMatch? Implied(FilterMatch match) => (match.Source ?? match.Destination) is { } address
        ? new NumberMatch(address.IsIpv6 ? Ipv6 : Ipv4, address.IsIpv6 ? Ipv6 : Ipv4, false)
        : null;
}
