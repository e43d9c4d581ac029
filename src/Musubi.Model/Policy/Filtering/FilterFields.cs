namespace Musubi.Model.Policy.Filtering;

/// <summary>Every question that a rule may ask, in the order in which they are shown. "not " in front of a text turns it round.</summary>
public static class FilterFields
{
    public const int MaxVlan = 4094;
    public const int MaxPort = 65_535;
    public const int MaxByte = 255;

    private const string MacRule = "must be a MAC such as 00:50:56:00:00:01, with a prefix (00:50:56:00:00:00/24) or a mask (01:00:00:00:00:00/01:00:00:00:00:00) behind it if need be";
    private const string AddressRule = "must be an IPv4 or IPv6 address, with a prefix behind it if need be (10.0.0.0/8, 2001:db8::/32) and no bits behind that";

    public static ValueList<FilterField> All { get; } =
    [
        Mac("sourceMac", m => m.SourceMac, (m, v) => m with { SourceMac = v }),
        Mac("destinationMac", m => m.DestinationMac, (m, v) => m with { DestinationMac = v }),
        Number("etherType", FilterWords.EtherTypes, m => m.EtherType, (m, v) => m with { EtherType = v }),
        Range("vlan", MaxVlan, m => m.Vlan, (m, v) => m with { Vlan = v }),
        Range("cos", FilterRule.MaxCos, m => m.Cos, (m, v) => m with { Cos = v }),
        Address("source", m => m.Source, (m, v) => m with { Source = v }),
        Address("destination", m => m.Destination, (m, v) => m with { Destination = v }),
        Number("protocol", FilterWords.Protocols, m => m.Protocol, (m, v) => m with { Protocol = v }),
        Range("sourcePort", MaxPort, m => m.SourcePort, (m, v) => m with { SourcePort = v }),
        Range("destinationPort", MaxPort, m => m.DestinationPort, (m, v) => m with { DestinationPort = v }),
        new("tcpFlags", "must name flags among fin, syn, rst, psh, ack, urg, ece and cwr that are set, and with ! those that are not (syn,!ack)",
            m => m.TcpFlags is { } v ? FilterField.Negate(FilterTexts.Format(v), v.Negated) : null,
            (m, text, negated) => FilterTexts.ParseFlags(text, negated) is { } v ? m with { TcpFlags = v } : null),
        Range("icmpType", MaxByte, m => m.IcmpType, (m, v) => m with { IcmpType = v }),
        Range("icmpCode", MaxByte, m => m.IcmpCode, (m, v) => m with { IcmpCode = v }),
        Range("dscp", FilterRule.MaxDscp, m => m.Dscp, (m, v) => m with { Dscp = v }),
        new("traffic", TrafficTypeWords.Rule,
            m => m.Traffic is { } v ? FilterField.Negate(TrafficTypeWords.Word(v.Type), v.Negated) : null,
            (m, text, negated) => TrafficTypeWords.Parse(text) is { } type ? m with { Traffic = new TrafficMatch(type, negated) } : null),
    ];

    public static FilterField? Find(string name) => All.FirstOrDefault(field => field.Name == name);

    /// <summary>The questions that a match asks, with their answers.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Write(FilterMatch match) =>
        All.Select(field => (field.Name, Text: field.Write(match))).Where(field => field.Text is not null).Select(field => KeyValuePair.Create(field.Name, field.Text!));

    private static FilterField Mac(string name, Func<FilterMatch, MacMatch?> get, Func<FilterMatch, MacMatch, FilterMatch> set) => new(name, MacRule,
        m => get(m) is { } v ? FilterField.Negate(FilterTexts.Format(v), v.Negated) : null,
        (m, text, negated) => FilterTexts.ParseMac(text, negated) is { } v ? set(m, v) : null);

    private static FilterField Address(string name, Func<FilterMatch, AddressMatch?> get, Func<FilterMatch, AddressMatch, FilterMatch> set) => new(name, AddressRule,
        m => get(m) is { } v ? FilterField.Negate(FilterTexts.Format(v), v.Negated) : null,
        (m, text, negated) => FilterTexts.ParseAddress(text, negated) is { } v ? set(m, v) : null);

    private static FilterField Range(string name, int most, Func<FilterMatch, NumberMatch?> get, Func<FilterMatch, NumberMatch, FilterMatch> set) => new(
        name, $"must be a number or a range (1000-2000) from 0 to {most}",
        m => get(m) is { } v ? FilterField.Negate(FilterTexts.Format(v), v.Negated) : null,
        (m, text, negated) => FilterTexts.ParseRange(text, most, negated) is { } v ? set(m, v) : null);

    /// <summary>One number, which may have a name.</summary>
    private static FilterField Number(string name, FilterWords words, Func<FilterMatch, NumberMatch?> get, Func<FilterMatch, NumberMatch, FilterMatch> set) => new(
        name, words.Rule,
        m => get(m) is { } v ? FilterField.Negate(words.Word(v.First), v.Negated) : null,
        (m, text, negated) => words.Parse(text) is { } v ? set(m, new NumberMatch(v, v, negated)) : null);
}
