using System.Buffers.Binary;
using System.Net;

namespace Musubi.Switch.Tests.Control.Addresses;

/// <summary>Packets by which addresses become known, whole and as hosts send them.</summary>
internal static class Packets
{
    public static readonly IPAddress NoAddress = IPAddress.Parse("0.0.0.0");
    public static readonly IPAddress Everybody = IPAddress.Parse("255.255.255.255");

    /// <summary>A DHCP message as UDP carries it.</summary>
    /// <param name="type">Option 53.</param>
    public static byte[] Dhcpv4(byte type, ulong hardware, uint transaction = 7, string? client = null, string? yours = null, uint? lease = null, string? requested = null)
    {
        byte[] fixedPart = new byte[236];
        bool isReply = type is 2 or 5 or 6;
        (fixedPart[0], fixedPart[1], fixedPart[2]) = (isReply ? (byte)2 : (byte)1, 1, 6);
        BinaryPrimitives.WriteUInt32BigEndian(fixedPart.AsSpan(4), transaction);
        Copy(client, fixedPart, 12);
        Copy(yours, fixedPart, 16);
        BinaryPrimitives.WriteUInt64BigEndian(fixedPart.AsSpan(28), hardware << 16);
        List<byte> options = [0x63, 0x82, 0x53, 0x63, 53, 1, type];
        if (lease is { } seconds)
        {
            options.AddRange([51, 4, (byte)(seconds >> 24), (byte)(seconds >> 16), (byte)(seconds >> 8), (byte)seconds]);
        }

        if (requested is not null)
        {
            options.AddRange([50, 4, .. IPAddress.Parse(requested).GetAddressBytes()]);
        }

        return [.. fixedPart, .. options, 255, 0, 0];
    }

    /// <summary>A DHCPv6 message as UDP carries it, with addresses in IA_NA and prefixes in IA_PD.</summary>
    public static byte[] Dhcpv6(byte type, uint transaction, params (string Address, int Length, uint Seconds)[] leases) =>
    [
        type, (byte)(transaction >> 16), (byte)(transaction >> 8), (byte)transaction,
        .. Option(1, [0, 3, 0, 1, 2, 0, 0, 0, 0, 1]),
        .. leases.SelectMany(lease => lease.Length == 128
            ? Option(3, [.. new byte[12], .. Option(5, [.. IPAddress.Parse(lease.Address).GetAddressBytes(), .. Number(lease.Seconds / 2), .. Number(lease.Seconds)])])
            : Option(25, [.. new byte[12], .. Option(26, [.. Number(lease.Seconds / 2), .. Number(lease.Seconds), (byte)lease.Length, .. IPAddress.Parse(lease.Address).GetAddressBytes()])])),
    ];

    public static byte[] Option(int code, byte[] value) => [(byte)(code >> 8), (byte)code, (byte)(value.Length >> 8), (byte)value.Length, .. value];

    public static byte[] Udp(int from, int to, byte[] body) =>
        [(byte)(from >> 8), (byte)from, (byte)(to >> 8), (byte)to, (byte)((body.Length + 8) >> 8), (byte)(body.Length + 8), 0, 0, .. body];

    public static byte[] Ipv4(IPAddress from, IPAddress to, byte[] body) =>
        [0x45, 0, (byte)((body.Length + 20) >> 8), (byte)(body.Length + 20), 0, 0, 0, 0, 64, 17, 0, 0, .. from.GetAddressBytes(), .. to.GetAddressBytes(), .. body];

    public static byte[] Ipv6(string from, string to, byte protocol, byte[] body) =>
        [0x60, 0, 0, 0, (byte)(body.Length >> 8), (byte)body.Length, protocol, 255, .. IPAddress.Parse(from).GetAddressBytes(), .. IPAddress.Parse(to).GetAddressBytes(), .. body];

    /// <summary>A neighbour solicitation (135) or advertisement (136).</summary>
    public static byte[] Neighbour(byte type, string from, string target) =>
        Ipv6(from, "ff02::1", 58, [type, 0, 0, 0, 0, 0, 0, 0, .. IPAddress.Parse(target).GetAddressBytes()]);

    public static byte[] Arp(byte operation, ulong hardware, string sender)
    {
        Span<byte> mac = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(mac, hardware);
        return [0, 1, 8, 0, 6, 4, 0, operation, .. mac[2..], .. IPAddress.Parse(sender).GetAddressBytes(), 0, 0, 0, 0, 0, 0, 10, 0, 0, 1];
    }

    /// <summary>With an Ethernet header, as a punted frame has one.</summary>
    public static byte[] Frame(ulong source, ushort etherType, byte[] payload)
    {
        byte[] header = new byte[14];
        BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(0), 0xffff_ffff_ffff_0000);
        BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(6), source << 16);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(12), etherType);
        return [.. header, .. payload];
    }

    private static byte[] Number(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static void Copy(string? address, byte[] target, int at) => (address is null ? [] : IPAddress.Parse(address).GetAddressBytes()).CopyTo(target, at);
}
