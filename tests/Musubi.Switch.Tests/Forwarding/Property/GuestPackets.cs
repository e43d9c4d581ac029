using System.Buffers.Binary;
using System.Net;
using Google.Protobuf;
using Musubi.Contracts.Plan;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>Packets that guards judge: as guests send them, with their own and with others' addresses, in wrappings, and with a few bytes changed.</summary>
internal sealed class GuestPackets(Random random)
{
    private static readonly string[] Hosts4 = ["10.0.0.1", "10.0.0.2", "10.0.0.9", "0.0.0.0"];
    private static readonly string[] Hosts6 = ["2001:db8::1", "2001:db8::2", "2001:db8:1::9", "::"];

    /// <summary>What vNICs are given and seen to have.</summary>
    public static IReadOnlyList<AddressPrefix> Prefixes { get; } =
        [Prefix("10.0.0.1", 32), Prefix("10.0.0.2", 32), Prefix("10.0.0.0", 30), Prefix("2001:db8::1", 128), Prefix("2001:db8::2", 128), Prefix("2001:db8:1::", 48)];

    /// <summary>EtherType and payload.</summary>
    /// <param name="source">The MAC that the frame comes from.</param>
    public (int EtherType, byte[] Payload) Next(ulong source)
    {
        (int etherType, byte[] packet) = random.Next(10) switch
        {
            < 3 => (0x0800, Ipv4(source)),
            < 8 => (0x86dd, Ipv6(source)),
            _ => (Pick(0x0806, 0x0806, 0x0806, 0x8035), Arp(source)),
        };
        for (int changes = Chance(30) ? random.Next(1, 4) : 0; changes > 0; changes--)
        {
            packet[random.Next(packet.Length)] = (byte)random.Next(256);
        }

        packet = Chance(8) ? packet[..random.Next(packet.Length)] : packet;
        return Wrap(etherType, [.. packet, .. new byte[Pick(0, 0, 0, 6, 40)]]);
    }

    private (int EtherType, byte[] Payload) Wrap(int etherType, byte[] packet) => random.Next(100) switch
    {
        < 6 => (packet.Length + 8, [0xaa, 0xaa, 3, 0, 0, Pick<byte>(0, 0, 0xf8), .. Two(etherType), .. packet]),
        < 8 => (packet.Length + 3, [6, 6, 3, .. packet]),
        < 13 => (0x8100, [0, (byte)random.Next(3), .. Two(etherType), .. packet]),
        < 16 => (0x88a8, [0, 1, 0x81, 0, 0, 1, .. Two(etherType), .. packet]),
        < 17 => (0x8100, [0, 1, 0x81, 0, 0, 1, 0x81, 0, 0, 1, .. Two(etherType), .. packet]),
        _ => (etherType, packet),
    };

    private byte[] Ipv4(ulong source)
    {
        (int protocol, byte[] body) = random.Next(5) switch
        {
            0 => (2, new byte[8]),
            1 => (6, [0, 1, 0, 2, .. new byte[8], 0x50, .. new byte[7]]),
            2 => (17, [.. Ports(68, 67), .. DhcpRequest(source)]),
            _ => (17, [.. Ports(Pick(67, 68, 1000), Pick(67, 68, 2000)), .. new byte[random.Next(50)]]),
        };
        byte[] options = new byte[4 * Pick(0, 0, 0, 1, 10)];
        byte[] fragment = Pick<byte[]>([0, 0], [0, 0], [0, 0], [0, 0], [0x20, 0], [0, 1]);
        int length = 20 + options.Length + body.Length;
        return [(byte)(0x45 + (options.Length / 4)), 0, .. Two(length), 0, 0, .. fragment, 64, (byte)protocol, 0, 0, .. Address(Hosts4), .. Address(Hosts4), .. options, .. body];
    }

    private byte[] DhcpRequest(ulong source) =>
    [
        Pick<byte>(1, 1, 1, 2), 1, 6, 0, .. new byte[8], .. Pick<byte[]>([0, 0, 0, 0], Address(Hosts4)), .. new byte[8], .. Pick<byte[]>([0, 0, 0, 0], [0, 0, 0, 0], Address(Hosts4)),
        .. Mac(source), .. new byte[random.Next(12)],
    ];

    private byte[] Ipv6(ulong source)
    {
        int protocol = Pick(58, 58, 58, 58, 17, 6, 59, 200);
        byte[] body = protocol switch
        {
            58 => Message(source),
            17 => [.. Ports(Pick(546, 547), Pick(546, 547, 1)), .. new byte[10]],
            6 => [.. new byte[12], 0x50, .. new byte[7]],
            _ => new byte[8],
        };
        (int first, byte[] extensions) = Extensions(protocol);
        int length = extensions.Length + body.Length + Pick(0, 0, 0, 0, 0, 0, 8, -8);
        return [0x60, 0, 0, 0, .. Two(Math.Max(length, 0)), (byte)first, 255, .. Sender(source), .. Address(Hosts6), .. extensions, .. body];
    }

    private byte[] Message(ulong source)
    {
        byte type = Pick<byte>(128, 131, 133, 134, 135, 135, 136, 136, 137, 143);
        byte[] target = type is 135 or 136 or 137 ? Sender(source) : [];
        byte[] option = Chance(50) ? [Pick<byte>(1, 2), 1, .. Mac(source)] : [];
        byte[] nonce = Chance(20) ? [14, 1, 0, 0, 0, 0, 0, 0] : [];
        return [type, 0, 0, 0, 0, 0, 0, 0, .. target, .. nonce, .. option];
    }

    /// <summary>A chain of headers that ends with the protocol.</summary>
    private (int First, byte[] Bytes) Extensions(int protocol)
    {
        int[] kinds = [.. Enumerable.Range(0, Chance(70) ? 0 : Pick(1, 2, 3, 9)).Select(_ => Pick(0, 43, 44, 51, 60))];
        IEnumerable<byte> bytes = kinds.SelectMany((kind, i) =>
        {
            byte next = (byte)(i + 1 < kinds.Length ? kinds[i + 1] : protocol);
            byte length = (byte)(kind == 51 ? 4 : kind == 44 ? 0 : Pick(0, 0, 1));
            int size = kind == 51 ? 24 : 8 * (length + 1);
            return (byte[])[next, length, .. kind == 44 ? Pick<byte[]>([0, 0], [0, 1], [0, 9]) : [0, 0], .. new byte[size - 4]];
        });
        return (kinds.Length > 0 ? kinds[0] : protocol, [.. bytes]);
    }

    private byte[] Arp(ulong source) => [0, 1, 8, 0, 6, 4, 0, Pick<byte>(1, 2, 3), .. Mac(source), .. Address(Hosts4), .. new byte[6], .. Address(Hosts4)];

    /// <summary>Usually the frame's own MAC.</summary>
    private byte[] Mac(ulong source)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Chance(85) ? source : 0x0200_0000_0999);
        return bytes[2..].ToArray();
    }

    private byte[] Sender(ulong source)
    {
        byte[] mac = Mac(source);
        return Chance(25) ? [0xfe, 0x80, 0, 0, 0, 0, 0, 0, (byte)(mac[0] ^ 2), mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5]] : Address(Hosts6);
    }

    private byte[] Address(string[] hosts) => IPAddress.Parse(hosts[random.Next(hosts.Length)]).GetAddressBytes();

    private static byte[] Ports(int from, int to) => [.. Two(from), .. Two(to), 0, 0, 0, 0];

    private static byte[] Two(int value) => [(byte)(value >> 8), (byte)value];

    private static AddressPrefix Prefix(string address, uint length) => new() { Address = ByteString.CopyFrom(IPAddress.Parse(address).GetAddressBytes()), PrefixLength = length };

    private bool Chance(int percent) => random.Next(100) < percent;

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
