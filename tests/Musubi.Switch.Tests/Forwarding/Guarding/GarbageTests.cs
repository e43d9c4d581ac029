using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Guarding;
using Musubi.Switch.Forwarding.Inspection;
using Musubi.Switch.Tests.Control.Addresses;

namespace Musubi.Switch.Tests.Forwarding.Guarding;

/// <summary>Seeded: packets that guards know, with bytes changed and cut, and bytes of no meaning.</summary>
public sealed class GarbageTests
{
    private const ulong Mac = 0x0200_0000_0001;
    private const PortFlags All = PortFlags.DhcpGuard | PortFlags.RaGuard | PortFlags.SpoofGuard;

    [Fact]
    public void Anything_is_judged_and_nothing_that_is_whole_gets_through_by_it()
    {
        Random random = new(9);
        byte[][] sound =
        [
            Packets.Ipv4(Packets.NoAddress, Packets.Everybody, Packets.Udp(68, 67, Packets.Dhcpv4(1, Mac))),
            Packets.Ipv4(System.Net.IPAddress.Parse("10.0.0.5"), Packets.Everybody, Packets.Udp(67, 68, Packets.Dhcpv4(5, Mac))),
            Packets.Neighbour(135, "::", "fe80::ff:fe00:1"), Packets.Neighbour(136, "fe80::ff:fe00:1", "fe80::ff:fe00:1"), Packets.Neighbour(134, "fe80::ff:fe00:1", "::"),
            Packets.Ipv6("fe80::ff:fe00:1", "ff02::1", 60, [43, 0, 0, 0, 0, 0, 0, 0, 44, 0, 0, 0, 0, 0, 0, 0, 58, 0, 0, 1, 0, 0, 0, 0, 134, 0, 0, 0]),
            Packets.Arp(1, Mac, "10.0.0.5"),
        ];
        ushort[] types = [PacketParser.Ipv4, PacketParser.Ipv4, PacketParser.Ipv6, PacketParser.Ipv6, PacketParser.Ipv6, PacketParser.Ipv6, PacketParser.Arp];
        KnownAddresses known = new([new KnownAddress(AddressKey.Ipv4(0x0a00_0005), AddressKey.Bits, KnownAddresses.AnyVlan)], mayClaim: false);
        int passed = 0;
        for (int round = 0; round < 300_000; round++)
        {
            int which = random.Next(sound.Length);
            byte[] bytes = random.Next(10) == 0 ? [.. Enumerable.Range(0, random.Next(140)).Select(_ => (byte)random.Next(256))] : [.. sound[which]];
            for (int changes = random.Next(4); changes > 0 && bytes.Length > 0; changes--)
            {
                bytes[random.Next(Math.Min(bytes.Length, 108))] = (byte)random.Next(256);
            }

            int length = Math.Min(bytes.Length, InspectedFrames.MostBytes);
            length = random.Next(5) == 0 ? random.Next(length + 1) : length;
            ushort etherType = random.Next(10) == 0 ? (ushort)random.Next(65536) : types[which];
            passed += Judge(etherType, bytes.AsSpan(0, length), known) ? 1 : 0;
        }

        Assert.InRange(passed, 10_000, 250_000);
    }

    /// <summary>What passes all guards carries no address that is not known, as far as it is an IP packet at all.</summary>
    private static bool Judge(ushort etherType, ReadOnlySpan<byte> bytes, KnownAddresses known)
    {
        PacketFields fields = default;
        PacketParser.Parse(ref fields, etherType, bytes);
        AddressLookup lookup = new(known);
        DropReason reason = GuardRules.Judge(All, in fields, bytes, Mac, 10, ref lookup);
        Assert.True(reason is DropReason.None or DropReason.SpoofedAddress or DropReason.RaGuard or DropReason.DhcpGuard);
        if (reason != DropReason.None)
        {
            return false;
        }

        if (etherType == PacketParser.Ipv4)
        {
            Assert.True(bytes.Length >= 20 && (bytes.Slice(12, 4).SequenceEqual<byte>([10, 0, 0, 5]) || bytes.Slice(12, 4).SequenceEqual<byte>([0, 0, 0, 0])));
        }
        else if (etherType == PacketParser.Ipv6)
        {
            Assert.True(bytes.Length >= 40 && (AddressKey.Read(bytes.Slice(8, 16)) == AddressKey.LinkLocalOf(Mac) || AddressKey.Read(bytes.Slice(8, 16)).IsUnspecified));
            Assert.False(bytes[6] == PacketParser.Icmpv6 && bytes.Length > 40 && bytes[40] is 134 or 137);
        }
        else if (etherType == PacketParser.Arp)
        {
            Assert.Equal(Mac, System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) >> 16);
        }

        return true;
    }
}
