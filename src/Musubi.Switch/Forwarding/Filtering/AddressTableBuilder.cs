using System.Buffers.Binary;
using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Filtering;

/// <summary>Makes the tables of an address. A rule that asks for an address of one family is met by no packet of the other.</summary>
internal sealed class AddressTableBuilder(int rules)
{
    private const int Ipv4Bytes = 4;
    private const int Ipv4Bits = 32;
    private const int Ipv6Bits = 128;

    private readonly IntervalTableBuilder<uint> _ipv4 = new(rules, uint.MaxValue);
    private readonly IntervalTableBuilder<UInt128> _ipv6 = new(rules, UInt128.MaxValue);

    public void Add(int rule, AddressPrefix? prefix)
    {
        if (prefix is null)
        {
            return;
        }

        if (prefix.Address.Length == Ipv4Bytes)
        {
            uint first = BinaryPrimitives.ReadUInt32BigEndian(prefix.Address.Span);
            uint rest = prefix.PrefixLength == Ipv4Bits ? 0 : uint.MaxValue >> (int)prefix.PrefixLength;
            _ipv4.Add(rule, first, first | rest, prefix.Negated);
            _ipv6.Ask(rule);
        }
        else
        {
            UInt128 first = BinaryPrimitives.ReadUInt128BigEndian(prefix.Address.Span);
            UInt128 rest = prefix.PrefixLength == Ipv6Bits ? UInt128.Zero : UInt128.MaxValue >> (int)prefix.PrefixLength;
            _ipv6.Add(rule, first, first | rest, prefix.Negated);
            _ipv4.Ask(rule);
        }
    }

    /// <summary>Null when no rule asks for the address.</summary>
    public AddressTable? Build(RowStore store) => _ipv4.IsAsked ? new AddressTable(_ipv4.Build(store), _ipv6.Build(store), _ipv4.AddAbsent(store)) : null;
}
