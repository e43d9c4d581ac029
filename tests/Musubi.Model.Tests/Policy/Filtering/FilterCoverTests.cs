using CsCheck;
using Musubi.Model.Policy;
using Musubi.Model.Policy.Filtering;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests.Policy.Filtering;

/// <summary>Whether a rule is hidden by one before it, against trying what a small world of values can be.</summary>
public sealed class FilterCoverTests
{
    private static readonly Gen<bool> Negated = Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true)));

    private static readonly Gen<NumberMatch?> Number = Optional(Gen.Select(Gen.Int[0, 7], Gen.Int[0, 7], Negated, (a, b, not) => new NumberMatch(Math.Min(a, b), Math.Max(a, b), not)));

    // All of a pattern lies in the lowest two bits, so that a few values tell it from every other.
    private static readonly Gen<MacMatch?> Mac = Optional(Gen.Select(Gen.ULong[0, 3], Gen.ULong[0, 3], Negated, (value, mask, not) => new MacMatch(value & mask, mask, not)));

    private static readonly Gen<TcpFlagsMatch?> Flags = Optional(Gen.Select(Gen.Byte[0, 3], Gen.Byte[1, 3], Negated, (set, mask, not) => new TcpFlagsMatch(mask, (byte)(set & mask), not)));

    private static readonly Gen<AddressMatch?> Address = Optional(Gen.Select(Gen.UInt[0, 7], Gen.Int[30, 32], Gen.Bool, Negated, MakeAddress));

    private static readonly Gen<FilterRule> Rule = Gen.Select(Number, Mac, Flags, Address, Optional(Gen.Select(Gen.Int[0, 1], Negated, (type, not) => new TrafficMatch((TrafficType)type, not))), Gen.Int[0, 2], Make);

    [Fact]
    public void A_rule_is_covered_exactly_when_everything_that_meets_it_meets_the_other() =>
        Gen.Select(Rule, Rule).Sample((rule, other) =>
        {
            bool expected = World().All(one => !Meets(other, one) || Meets(rule, one));
            bool canBeMet = World().Any(one => Meets(other, one));
            return !canBeMet || Hides(rule, other) == expected;
        }, iter: 2_000);

    [Fact]
    public void The_first_rule_that_hides_another_is_named()
    {
        ValueList<FilterRule> rules = [Named("a", 1, 5), Named("b", 2, 3), Named("c", 0, 6), Named("d", 2, 2), Named("e", 0, 7)];
        Assert.Equal(["rules[1] b a", "rules[3] d a"], FilterRules.FindShadowed(rules).Select(one => $"{one.Field} {one.Value} {one.Rule.Split("rule ")[1][0]}"));
    }

    [Fact]
    public void Addresses_stand_for_their_EtherType()
    {
        FilterRule ipv4 = new() { Name = "a", Action = FilterAction.Drop, Match = new FilterMatch { EtherType = new NumberMatch(0x0800, 0x0800, false) } };
        Assert.True(Hides(ipv4, ipv4 with { Match = new FilterMatch { Source = new AddressMatch(0x0a00_0000, 8, false, false) } }));
        Assert.False(Hides(ipv4, ipv4 with { Match = new FilterMatch { Source = new AddressMatch(0, 8, true, false) } }));
    }

    private static FilterRule Named(string name, int first, int last) => new() { Name = name, Action = FilterAction.Drop, Match = new FilterMatch { Vlan = new NumberMatch(first, last, false) } };

    private static FilterRule Make(NumberMatch? vlan, MacMatch? mac, TcpFlagsMatch? flags, AddressMatch? source, TrafficMatch? traffic, int direction) => new()
    {
        Name = "r",
        Action = FilterAction.Drop,
        Direction = (FilterDirection)direction,
        Match = new FilterMatch { Cos = vlan, SourceMac = mac, TcpFlags = flags, Source = source, Traffic = traffic },
    };

    private static AddressMatch MakeAddress(uint value, int length, bool isIpv6, bool negated)
    {
        int bits = isIpv6 ? length + 96 : length;
        return new AddressMatch(value & ~((1U << (32 - length)) - 1), bits, isIpv6, negated);
    }

    private static Gen<T?> Optional<T>(Gen<T> gen)
        where T : class => Gen.Frequency((3, Gen.Const((T?)null)), (2, gen.Select(one => (T?)one)));

    private static bool Hides(FilterRule rule, FilterRule other) => FilterRules.FindShadowed([rule, other]).Any();

    /// <summary>Every frame of a world that tells any two of the rules made here apart.</summary>
    private static IEnumerable<(int Cos, ulong Mac, int Flags, uint Address, bool IsIpv6, TrafficType Traffic, bool Egress)> World() =>
        from cos in Enumerable.Range(0, 8)
        from mac in Enumerable.Range(0, 4)
        from flags in Enumerable.Range(0, 4)
        from address in Enumerable.Range(0, 9)
        from isIpv6 in (bool[])[false, true]
        from traffic in Enumerable.Range(0, 3)
        from egress in (bool[])[false, true]
        select (cos, (ulong)mac, flags, (uint)address, isIpv6, (TrafficType)traffic, egress);

    private static bool Meets(FilterRule rule, (int Cos, ulong Mac, int Flags, uint Address, bool IsIpv6, TrafficType Traffic, bool Egress) one)
    {
        FilterMatch match = rule.Match;
        return rule.Direction != (one.Egress ? FilterDirection.Ingress : FilterDirection.Egress)
            && match.Cos?.Holds(one.Cos) != false
            && (match.SourceMac is not { } mac || (((one.Mac ^ mac.Address) & mac.Mask) == 0) != mac.Negated)
            && (match.TcpFlags is not { } flags || (((one.Flags ^ flags.Set) & flags.Mask) == 0) != flags.Negated)
            && (match.Source is not { } source || (source.IsIpv6 == one.IsIpv6 && InPrefix(source, one.Address) != source.Negated))
            && (match.Traffic is not { } traffic || (traffic.Type == one.Traffic) != traffic.Negated);
    }

    private static bool InPrefix(AddressMatch prefix, uint address)
    {
        int free = prefix.Bits - prefix.PrefixLength;
        return address >> free == (uint)prefix.Address >> free;
    }
}
