using Musubi.Switch.Forwarding.Inspection;

namespace Musubi.Switch.Forwarding.Filtering;

/// <summary>The tables of a packet's address: IPv4 and IPv6 apart, and the row of the rules that ask for neither.</summary>
internal sealed class AddressTable(IntervalTable<uint> ipv4, IntervalTable<UInt128> ipv6, int absent)
{
    public int Find(NetworkKind network, ulong high, ulong low) => network switch
    {
        NetworkKind.Ipv4 => ipv4.Find((uint)low),
        NetworkKind.Ipv6 => ipv6.Find(new UInt128(high, low)),
        _ => absent,
    };
}
