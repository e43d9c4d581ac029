using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Conformance;

/// <summary>Makes a frame of words such as <c>dst=web tag=10 ip=10.0.0.1&gt;10.0.0.2 udp=68&gt;67</c>.</summary>
internal sealed class FrameText
{
    private const int LeastPayload = 46;

    private readonly Func<string, ulong> _macOf;
    private readonly Dictionary<string, string> _words;

    private FrameText(string[] words, Func<string, ulong> macOf)
    {
        _macOf = macOf;
        _words = words.Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair.Length > 1 ? pair[1] : "");
    }

    /// <param name="words">Without the verb and the port.</param>
    /// <param name="source">The MAC it is sent with, where the words give none.</param>
    /// <param name="macOf">The MAC behind a name, or written out.</param>
    /// <exception cref="FormatException">An unknown word or value.</exception>
    public static TestFrame Make(string[] words, ulong source, Func<string, ulong> macOf) => new FrameText(words, macOf).Make(source);

    public static int Number(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? int.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : int.Parse(text, CultureInfo.InvariantCulture);

    private TestFrame Make(ulong source)
    {
        ulong? group = null;
        (int etherType, byte[] payload) = Group(ref group) ?? Payload();
        int[] tags = [.. (Take("tags") ?? Take("tag") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Tag)];
        ulong from = Take("src") is { } other ? _macOf(other) : source;
        ulong to = Take("dst") is { } given ? _macOf(given) : group ?? _macOf("outside");
        byte[] bytes = Frames.Make(to, from, tags, Math.Max(payload.Length, Number(Take("size") ?? $"{LeastPayload}"))).Bytes;
        int start = 12 + (4 * tags.Length);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(start), (ushort)Number(Take("type") ?? $"{etherType}"));
        payload.CopyTo(bytes, start + 2);
        return _words.Count == 0 ? new TestFrame(bytes) : throw new FormatException($"no such word of a frame: {_words.Keys.First()}");
    }

    private string? Take(string word) => _words.Remove(word, out string? value) ? value : null;

    /// <summary>A VLAN id, or priority and id as in 5/10.</summary>
    private static int Tag(string text) => text.Split('/') is [string priority, string id] ? (Number(priority) << 13) | Number(id) : Number(text);

    /// <summary>Data for a group, or a message about groups; null for another frame.</summary>
    private (int EtherType, byte[] Bytes)? Group(ref ulong? mac)
    {
        string? from = Take("from");
        (ulong Mac, ushort EtherType, byte[] Packet)? made =
            Take("group") is { } group ? GroupPackets.Data(group, from ?? (group.Contains(':', StringComparison.Ordinal) ? "2001:db8::9" : "10.0.0.9"))
            : Take("igmp") is { } igmp ? GroupPackets.Igmp(igmp, from ?? "10.0.0.9")
            : Take("mld") is { } mld ? GroupPackets.Mld(mld, from ?? "fe80::9")
            : Take("pim") is { } hello ? GroupPackets.PimHello(from ?? hello)
            : null;
        mac = made?.Mac;
        return made is { } one ? (one.EtherType, one.Packet) : null;
    }

    private (int EtherType, byte[] Bytes) Payload()
    {
        byte[] inner = Transport(out int protocol);
        if (Take("hex") is { } hex)
        {
            inner = Convert.FromHexString(hex);
        }

        if (Take("arp") is { } arp)
        {
            return (0x0806, Arp(arp));
        }

        if (Take("ip") is not { } addresses)
        {
            return (0x88b5, inner);
        }

        IPAddress[] ends = [.. addresses.Split('>').Select(IPAddress.Parse)];
        protocol = Take("protocol") is { } given ? Number(given) : protocol;
        return ends[0].AddressFamily == AddressFamily.InterNetwork ? (0x0800, Ip4(ends, protocol, inner)) : (0x86dd, Ip6(ends, protocol, inner));
    }

    private byte[] Transport(out int protocol)
    {
        protocol = 59;
        if (Take("udp") is { } udp)
        {
            protocol = 17;
            byte[] bytes = Ports(udp, 8);
            bytes[5] = 8;
            return bytes;
        }

        if (Take("tcp") is { } tcp)
        {
            protocol = 6;
            byte[] bytes = Ports(tcp, 20);
            bytes[12] = 0x50;
            bytes[13] = (byte)Number(Take("flags") ?? "0x10");
            return bytes;
        }

        if ((Take("icmp") ?? Take("icmp6")) is { } icmp)
        {
            protocol = _words.TryGetValue("ip", out string? addresses) && addresses.Contains(':', StringComparison.Ordinal) ? 58 : 1;
            return [(byte)Number(icmp), 0, 0, 0, 0, 0, 0, 0, .. Take("target") is { } target ? IPAddress.Parse(target).GetAddressBytes() : []];
        }

        return new byte[8];
    }

    private static byte[] Ports(string text, int length)
    {
        byte[] bytes = new byte[length];
        int[] ports = [.. text.Split('>').Select(Number)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)ports[0]);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)ports[1]);
        return bytes;
    }

    private byte[] Ip4(IPAddress[] ends, int protocol, byte[] inner)
    {
        byte[] header = new byte[20];
        header[0] = 0x45;
        header[1] = (byte)(Number(Take("dscp") ?? "0") << 2);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(20 + inner.Length));
        // In units of eight bytes; "more" stands for the first of several.
        string? fragment = Take("fragment");
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(6), fragment is null ? (ushort)0 : fragment == "more" ? (ushort)0x2000 : (ushort)Number(fragment));
        header[8] = 64;
        header[9] = (byte)protocol;
        ends[0].GetAddressBytes().CopyTo(header, 12);
        ends[1].GetAddressBytes().CopyTo(header, 16);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(10), Checksum(header));
        return [.. header, .. inner];
    }

    private byte[] Ip6(IPAddress[] ends, int protocol, byte[] inner)
    {
        byte[] header = new byte[40];
        int traffic = Number(Take("dscp") ?? "0") << 2;
        header[0] = (byte)(0x60 | (traffic >> 4));
        header[1] = (byte)(traffic << 4);
        // Extension headers of eight bytes each, such as ext=0,60.
        int[] extensions = [.. (Take("ext") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number)];
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), (ushort)((8 * extensions.Length) + inner.Length));
        header[6] = (byte)(extensions.Length > 0 ? extensions[0] : protocol);
        header[7] = 255;
        ends[0].GetAddressBytes().CopyTo(header, 8);
        ends[1].GetAddressBytes().CopyTo(header, 24);
        return [.. header, .. extensions.SelectMany((_, i) => new byte[] { (byte)(i + 1 < extensions.Length ? extensions[i + 1] : protocol), 0, 0, 0, 0, 0, 0, 0 }), .. inner];
    }

    /// <summary>Such as request:10.0.0.1&gt;10.0.0.2, or reply:…; the sender's hardware address is the one of <c>sha=</c>.</summary>
    private byte[] Arp(string text)
    {
        string[] parts = text.Split(':', 2);
        IPAddress[] ends = [.. parts[1].Split('>').Select(IPAddress.Parse)];
        byte[] bytes = [0, 1, 8, 0, 6, 4, 0, (byte)(parts[0] == "reply" ? 2 : 1), .. new byte[20]];
        Span<byte> mac = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(mac, _macOf(Take("sha") ?? "outside"));
        mac[2..].CopyTo(bytes.AsSpan(8));
        ends[0].GetAddressBytes().CopyTo(bytes, 14);
        ends[1].GetAddressBytes().CopyTo(bytes, 24);
        return bytes;
    }

    private static ushort Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
        }

        while (sum >> 16 != 0)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
