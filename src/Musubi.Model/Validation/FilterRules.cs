using System.Globalization;
using Musubi.Model.Policy.Filtering;

namespace Musubi.Model.Validation;

/// <summary>What rules of traffic filtering and marking must be. Pure; any thread.</summary>
public static class FilterRules
{
    /// <summary>Of one list, for both directions together.</summary>
    public const int MaxRules = 1024;

    private const int Tcp = 6;
    private const int Udp = 17;
    private const int Dccp = 33;
    private const int Sctp = 132;
    private const int UdpLite = 136;
    private const int Icmp = 1;
    private const int Icmpv6 = 58;
    private const int Ipv4 = 0x0800;
    private const int Ipv6 = 0x86dd;

    private const string NameRule = "must be 1 to 64 printable characters without '/', and without a space at its start or end";

    /// <summary>Everything wrong with a list of rules: the field within the list's owner, its value and the rule that is broken.</summary>
    public static IEnumerable<(string Field, string Value, string Rule)> Check(ValueList<FilterRule> rules)
    {
        if (rules.Count > MaxRules)
        {
            yield return ("rules", Text(rules.Count), $"must be at most {MaxRules} rules");
        }

        HashSet<string> names = [];
        foreach ((int i, FilterRule rule) in rules.Index())
        {
            string at = string.Create(CultureInfo.InvariantCulture, $"rules[{i}]");
            foreach ((string field, string value, string broken) in Check(rule, names))
            {
                yield return ($"{at}.{field}", value, rule.Name.Length > 0 ? $"{broken} (rule {ShownValue.Of(rule.Name)})" : broken);
            }
        }
    }

    /// <summary>Rules that no frame can meet, because one before them is met by everything that they ask for.</summary>
    public static IEnumerable<(string Field, string Value, string Rule)> FindShadowed(ValueList<FilterRule> rules)
    {
        for (int i = 1; i < rules.Count; i++)
        {
            for (int before = 0; before < i; before++)
            {
                if (FilterCover.Covers(rules[before], rules[i]))
                {
                    yield return (string.Create(CultureInfo.InvariantCulture, $"rules[{i}]"), rules[i].Name,
                        $"is never met: rule {ShownValue.Of(rules[before].Name)} before it is met by everything that it asks for");
                    break;
                }
            }
        }
    }

    private static IEnumerable<(string Field, string Value, string Rule)> Check(FilterRule rule, HashSet<string> names)
    {
        if (rule.Name.Length > FilterRule.MaxNameLength || NameRules.Check(rule.Name) is not null)
        {
            yield return ("name", rule.Name, NameRule);
        }
        else if (!names.Add(rule.Name))
        {
            yield return ("name", rule.Name, "must be unique in the list");
        }

        if (rule.Cos is < 0 or > FilterRule.MaxCos)
        {
            yield return ("cos", Text(rule.Cos.Value), $"must be from 0 to {FilterRule.MaxCos}");
        }

        if (rule.Dscp is < 0 or > FilterRule.MaxDscp)
        {
            yield return ("dscp", Text(rule.Dscp.Value), $"must be from 0 to {FilterRule.MaxDscp}");
        }

        bool marks = rule.Cos is not null || rule.Dscp is not null;
        if (marks != (rule.Action == FilterAction.Mark))
        {
            yield return ("action", rule.Action.ToString().ToLowerInvariant(), marks ? "must be mark where a cos or a dscp is given" : "must be given a cos, a dscp, or both to mark with");
        }

        foreach ((string field, string broken) in CheckMatch(rule.Match))
        {
            yield return ($"match.{field}", FilterFields.Find(field)!.Write(rule.Match) ?? "", broken);
        }
    }

    /// <summary>What no frame can answer.</summary>
    private static IEnumerable<(string Field, string Rule)> CheckMatch(FilterMatch match)
    {
        foreach (string field in Empty(match))
        {
            yield return (field, "must leave something: nothing is outside of this");
        }

        int? protocol = match.Protocol?.Single;
        bool hasPorts = protocol is Tcp or Udp or Dccp or Sctp or UdpLite;
        if (match.SourcePort is not null && !hasPorts)
        {
            yield return ("sourcePort", "must come with protocol tcp, udp or sctp: others have no ports");
        }

        if (match.DestinationPort is not null && !hasPorts)
        {
            yield return ("destinationPort", "must come with protocol tcp, udp or sctp: others have no ports");
        }

        if (match.TcpFlags is not null && protocol != Tcp)
        {
            yield return ("tcpFlags", "must come with protocol tcp");
        }

        if (match.IcmpType is not null && protocol is not (Icmp or Icmpv6))
        {
            yield return ("icmpType", "must come with protocol icmp or icmpv6");
        }

        if (match.IcmpCode is not null && protocol is not (Icmp or Icmpv6))
        {
            yield return ("icmpCode", "must come with protocol icmp or icmpv6");
        }

        foreach ((string Field, string Rule) contradiction in CheckVersions(match, protocol))
        {
            yield return contradiction;
        }
    }

    /// <summary>IPv4 and IPv6, asked for in several ways at once.</summary>
    private static IEnumerable<(string Field, string Rule)> CheckVersions(FilterMatch match, int? protocol)
    {
        if (match.Source is { } source && match.Destination is { } destination && source.IsIpv6 != destination.IsIpv6)
        {
            yield return ("destination", "must be of the same IP version as the source");
        }

        bool? isIpv6 = match.Source?.IsIpv6 ?? match.Destination?.IsIpv6;
        if (isIpv6 is { } version && protocol == (version ? Icmp : Icmpv6))
        {
            yield return ("protocol", version ? "must be icmpv6 with IPv6 addresses" : "must be icmp with IPv4 addresses");
        }

        bool asksForIcmp = match.IcmpType is not null || match.IcmpCode is not null;
        isIpv6 ??= asksForIcmp && protocol is Icmp or Icmpv6 ? protocol == Icmpv6 : null;
        bool asksForIp = isIpv6 is not null || match.Protocol is not null || match.Dscp is not null;
        if (match.EtherType is not { } type || !asksForIp)
        {
            yield break;
        }

        if (isIpv6 is { } asked ? !type.Holds(asked ? Ipv6 : Ipv4) : !type.Holds(Ipv4) && !type.Holds(Ipv6))
        {
            string needed = isIpv6 is { } one ? one ? "ipv6" : "ipv4" : "ipv4 or ipv6";
            yield return ("etherType", $"must be {needed}, which the rule asks for otherwise");
        }
    }

    private static IEnumerable<string> Empty(FilterMatch match)
    {
        (string Field, bool IsEmpty)[] all =
        [
            ("sourceMac", match.SourceMac?.Pattern.IsEmpty == true),
            ("destinationMac", match.DestinationMac?.Pattern.IsEmpty == true),
            ("vlan", IsEmpty(match.Vlan, FilterFields.MaxVlan)),
            ("cos", IsEmpty(match.Cos, FilterRule.MaxCos)),
            ("source", match.Source?.Pattern.IsEmpty == true),
            ("destination", match.Destination?.Pattern.IsEmpty == true),
            ("sourcePort", IsEmpty(match.SourcePort, FilterFields.MaxPort)),
            ("destinationPort", IsEmpty(match.DestinationPort, FilterFields.MaxPort)),
            ("icmpType", IsEmpty(match.IcmpType, FilterFields.MaxByte)),
            ("icmpCode", IsEmpty(match.IcmpCode, FilterFields.MaxByte)),
            ("dscp", IsEmpty(match.Dscp, FilterRule.MaxDscp)),
        ];
        return all.Where(one => one.IsEmpty).Select(one => one.Field);
    }

    private static bool IsEmpty(NumberMatch? range, int most) => range?.IsEmpty(most) == true;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
