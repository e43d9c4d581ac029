using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>What a port's guards say of a frame that its guest sends, rule by rule, every address looked for in the configuration itself.</summary>
public sealed class ReferenceGuard(GuardSettings guards, ulong source, int vlan)
{
    /// <summary>01-80-C2-00-00-0x and PVST+.</summary>
    public static DropReason JudgeGroup(GuardSettings? guards, ulong destination)
    {
        bool isSpanningTree = destination is 0x0180C2000000 or 0x0180C2000008 or 0x01000CCCCCCD;
        return isSpanningTree ? (guards is { BpduFilter: true } ? DropReason.BpduFiltered : DropReason.None)
            : destination >> 4 == 0x0180C200000 ? DropReason.ReservedGroup
            : DropReason.None;
    }

    public DropReason Judge(int etherType, byte[] payload)
    {
        ReferenceGuardedPacket packet = ReferenceGuardedPacket.Read(etherType, payload);
        if (guards.SpoofGuard is SpoofGuard.Snooped or SpoofGuard.Configured && !IsHonest(packet))
        {
            return DropReason.SpoofedAddress;
        }

        if (guards.RaGuard && IsRouter(packet))
        {
            return DropReason.RaGuard;
        }

        return guards.DhcpGuard && IsDhcpServer(packet) ? DropReason.DhcpGuard : DropReason.None;
    }

    private static bool IsHidden(ReferenceGuardedPacket packet)
    {
        byte[] start = packet.Bytes;
        return packet.IsBuried
            || (packet.EtherType < 0x600 && (start.AsSpan().StartsWith<byte>([6, 6]) || start.AsSpan().StartsWith<byte>([0xaa, 0xaa, 3, 0, 0, 0xf8])));
    }

    private static bool IsRouter(ReferenceGuardedPacket packet) => packet.EtherType == 0x86dd
        ? packet.MayBe(58) || (packet is { Protocol: 58, Transport: [134 or 137, ..] })
        : packet.EtherType is not (0x0800 or 0x0806) && IsHidden(packet);

    private static bool IsDhcpServer(ReferenceGuardedPacket packet) => packet.EtherType switch
    {
        0x0800 => packet.MayBe(17) || (packet is { Protocol: 17, Transport: [_, _, 0, 68, ..] }),
        0x86dd => packet.MayBe(17) || (packet is { Protocol: 17, Transport: [_, _, 546 >> 8, 546 & 255, ..] }),
        0x0806 => false,
        _ => IsHidden(packet),
    };

    private bool IsHonest(ReferenceGuardedPacket packet) => packet.EtherType switch
    {
        0x0800 => IsHonestIpv4(packet),
        0x86dd => IsHonestIpv6(packet),
        0x0806 => packet.IsSound && IsHonestArp(packet.Bytes, mayLackAddress: packet.Bytes[6] == 0 && packet.Bytes[7] == 1),
        0x8035 => packet.IsSound && IsHonestArp(packet.Bytes, mayLackAddress: true),
        _ => !IsHidden(packet),
    };

    private bool IsHonestArp(byte[] arp, bool mayLackAddress) =>
        Mac(arp[8..14]) == source && (arp[14..18] is [0, 0, 0, 0] ? mayLackAddress : Knows(arp[14..18]));

    private bool IsHonestIpv4(ReferenceGuardedPacket packet)
    {
        byte[] sender = packet.SourceIpv4;
        bool isForServer = packet is { Protocol: 17, IsLaterFragment: false, Transport: [_, _, 0, 67, ..] };
        if (isForServer && !IsOwnRequest(packet.Transport![8..], sender))
        {
            return false;
        }

        return sender is [0, 0, 0, 0]
            ? packet.Protocol == 2 || (isForServer && packet.Transport is [0, 68, ..])
            : Knows(sender);
    }

    private bool IsOwnRequest(byte[] message, byte[] sender)
    {
        if (message.Length < 34)
        {
            return false;
        }

        if (message[0] != 1)
        {
            return true;
        }

        (byte[] client, byte[] relay) = (message[12..16], message[24..28]);
        return relay is [0, 0, 0, 0]
            ? message[1..3] is [1, 6] && Mac(message[28..34]) == source && (client is [0, 0, 0, 0] || client.SequenceEqual(sender))
            : Knows(relay);
    }

    private bool IsHonestIpv6(ReferenceGuardedPacket packet)
    {
        if (packet.MayBe(58))
        {
            return false;
        }

        byte[] sender = packet.SourceIpv6;
        int type = packet is { Protocol: 58, IsLaterFragment: false, Transport: [var first, ..] } ? first : -1;
        bool unspecified = sender.All(octet => octet == 0);
        bool allowed = unspecified ? type is 131 or 132 or 133 or 135 or 143 : Owns(sender);
        return allowed && (type is not (133 or 135 or 136) || IsHonestNeighbour(packet, type, unspecified));
    }

    private bool IsHonestNeighbour(ReferenceGuardedPacket packet, int type, bool isClaim)
    {
        int fixedBytes = type == 133 ? 8 : 24;
        byte[] message = packet.Transport!;
        if (packet.IsFragment || !packet.IsWhole || message.Length < fixedBytes)
        {
            return false;
        }

        bool mustOwnTarget = type == 136 || (type == 135 && isClaim && guards.SpoofGuard == SpoofGuard.Configured);
        return (!mustOwnTarget || Owns(message[8..24])) && HasOwnLinkAddress(message[fixedBytes..]);
    }

    private bool HasOwnLinkAddress(byte[] options)
    {
        while (options.Length >= 8)
        {
            int length = options[1] * 8;
            if (length == 0 || length > options.Length || (options[0] is 1 or 2 && Mac(options[2..8]) != source))
            {
                return false;
            }

            options = options[length..];
        }

        return options.Length == 0;
    }

    private bool Owns(byte[] address)
    {
        byte[] mac = [.. Enumerable.Range(0, 6).Select(i => (byte)(source >> (40 - (8 * i))))];
        byte[] linkLocal = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, (byte)(mac[0] ^ 2), mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5]];
        return address.SequenceEqual(linkLocal) || Knows(address);
    }

    private bool Knows(byte[] address) =>
        guards.Addresses.Any(prefix => Holds(prefix, address))
        || (guards.SpoofGuard == SpoofGuard.Snooped
            && guards.Seen.Any(seen => seen.Origin != AddressOrigin.Traffic && (!seen.HasVlan || seen.Vlan == vlan) && Holds(seen.Address, address)));

    private static bool Holds(AddressPrefix prefix, byte[] address) =>
        prefix.Address.Length == address.Length && Bits(prefix.Address).Take((int)prefix.PrefixLength).SequenceEqual(Bits(address).Take((int)prefix.PrefixLength));

    private static IEnumerable<bool> Bits(IEnumerable<byte> bytes) => bytes.SelectMany(octet => Enumerable.Range(0, 8).Select(bit => (octet >> (7 - bit) & 1) != 0));

    private static ulong Mac(byte[] bytes) => bytes.Aggregate(0UL, (value, octet) => (value << 8) | octet);
}
