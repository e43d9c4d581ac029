using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Musubi.Switch.Tests.Forwarding.Testbed;

/// <summary>
/// Packets for groups and about groups, in the words of the tables of cases: data (<c>239.1.1.1</c>), and messages such as <c>report/239.1.1.1</c>,
/// <c>v1report/…</c>, <c>leave/…</c> (of MLD <c>done/…</c>), <c>query</c>, <c>query/239.1.1.1</c>, <c>v2query</c>, and of version 3
/// <c>v3/to_ex/239.1.1.1/10.0.0.5,10.0.0.6+…</c>. Written apart from the code under test, with checksums of its own.
/// </summary>
internal static class GroupPackets
{
    private static readonly string[] RecordTypes = ["", "is_in", "is_ex", "to_in", "to_ex", "allow", "block"];

    public static ulong MacOf(IPAddress group)
    {
        byte[] bytes = group.GetAddressBytes();
        uint low = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(bytes.Length - 4));
        return bytes.Length == 4 ? 0x0100_5e00_0000UL | (low & 0x7f_ffff) : 0x3333_0000_0000UL | low;
    }

    /// <summary>UDP to a group, or any address, without a checksum.</summary>
    public static (ulong Mac, ushort EtherType, byte[] Packet) Data(string group, string from)
    {
        IPAddress to = IPAddress.Parse(group);
        byte[] udp = [0x13, 0x88, 0x13, 0x88, 0, 12, 0, 0, 1, 2, 3, 4];
        return (MacOf(to), to.AddressFamily == AddressFamily.InterNetwork ? (ushort)0x0800 : (ushort)0x86dd, Ip(IPAddress.Parse(from), to, 17, udp, alert: false));
    }

    public static (ulong Mac, ushort EtherType, byte[] Packet) Igmp(string words, string from)
    {
        string[] parts = words.Split('/');
        IPAddress group = parts.Length > 1 && parts[0] != "v3" ? IPAddress.Parse(parts[1]) : IPAddress.Any;
        (string To, byte[] Message) made = parts[0] switch
        {
            "query" => (parts.Length > 1 ? parts[1] : "224.0.0.1", [0x11, 100, 0, 0, .. group.GetAddressBytes(), 2, 125, 0, 0]),
            "v2query" => ("224.0.0.1", [0x11, 100, 0, 0, .. group.GetAddressBytes()]),
            "v1query" => ("224.0.0.1", [0x11, 0, 0, 0, .. group.GetAddressBytes()]),
            "v1report" => (parts[1], [0x12, 0, 0, 0, .. group.GetAddressBytes()]),
            "report" => (parts[1], [0x16, 0, 0, 0, .. group.GetAddressBytes()]),
            "leave" => ("224.0.0.2", [0x17, 0, 0, 0, .. group.GetAddressBytes()]),
            "v3" => ("224.0.0.22", [0x22, 0, 0, 0, 0, 0, .. Records(words[3..])]),
            "router" => ("224.0.0.106", [0x30, 20, 0, 0, 0, 125, 0, 2]),
            _ => throw new FormatException($"no such message of IGMP: {words}"),
        };
        BinaryPrimitives.WriteUInt16BigEndian(made.Message.AsSpan(2), Checksum(made.Message));
        IPAddress to = IPAddress.Parse(made.To);
        return (MacOf(to), 0x0800, Ip(IPAddress.Parse(from), to, 2, made.Message, alert: true));
    }

    public static (ulong Mac, ushort EtherType, byte[] Packet) Mld(string words, string from)
    {
        string[] parts = words.Split('/');
        IPAddress group = parts.Length > 1 && parts[0] != "v3" ? IPAddress.Parse(parts[1]) : IPAddress.IPv6Any;
        (string To, byte[] Message) made = parts[0] switch
        {
            "query" => (parts.Length > 1 ? parts[1] : "ff02::1", [130, 0, 0, 0, 0x27, 0x10, 0, 0, .. group.GetAddressBytes(), 2, 125, 0, 0]),
            "v1query" => ("ff02::1", [130, 0, 0, 0, 0x27, 0x10, 0, 0, .. group.GetAddressBytes()]),
            "report" => (parts[1], [131, 0, 0, 0, 0, 0, 0, 0, .. group.GetAddressBytes()]),
            "done" => ("ff02::2", [132, 0, 0, 0, 0, 0, 0, 0, .. group.GetAddressBytes()]),
            "v3" => ("ff02::16", [143, 0, 0, 0, 0, 0, .. Records(words[3..])]),
            "router" => ("ff02::6a", [151, 20, 0, 0, 0, 125, 0, 2]),
            _ => throw new FormatException($"no such message of MLD: {words}"),
        };
        IPAddress source = IPAddress.Parse(from);
        IPAddress to = IPAddress.Parse(made.To);
        byte[] message = made.Message;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), Checksum([.. source.GetAddressBytes(), .. to.GetAddressBytes(), 0, 0, 0, (byte)message.Length, 0, 0, 0, 58, .. message]));
        return (MacOf(to), 0x86dd, Ip(source, to, 58, message, alert: true));
    }

    /// <summary>A hello of PIM (RFC 7761, 4.9).</summary>
    public static (ulong Mac, ushort EtherType, byte[] Packet) PimHello(string from)
    {
        IPAddress source = IPAddress.Parse(from);
        bool isIpv4 = source.AddressFamily == AddressFamily.InterNetwork;
        IPAddress to = IPAddress.Parse(isIpv4 ? "224.0.0.13" : "ff02::d");
        byte[] hello = [0x20, 0, 0, 0, 0, 1, 0, 2, 0, 105];
        BinaryPrimitives.WriteUInt16BigEndian(hello.AsSpan(2), Checksum(hello));
        return (MacOf(to), isIpv4 ? (ushort)0x0800 : (ushort)0x86dd, Ip(source, to, 103, hello, alert: false));
    }

    /// <summary>A frame of one of these, from a MAC, untagged.</summary>
    public static byte[] Frame(ulong from, (ulong Mac, ushort EtherType, byte[] Packet) made)
    {
        byte[] bytes = Frames.Make(made.Mac, from, payload: Math.Max(46, made.Packet.Length)).Bytes;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(12), made.EtherType);
        made.Packet.CopyTo(bytes, 14);
        return bytes;
    }

    public static ushort Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            sum += (uint)(i % 2 == 0 ? bytes[i] << 8 : bytes[i]);
        }

        return (ushort)~((sum & 0xffff) + (sum >> 16) + ((((sum & 0xffff) + (sum >> 16)) >> 16) & 1));
    }

    /// <summary>Such as /to_ex/239.1.1.1/10.0.0.5,10.0.0.6+is_in/239.1.1.2/10.0.0.7: first the number of records, as it stands in the message.</summary>
    private static byte[] Records(string text)
    {
        string[] records = text.TrimStart('/').Split('+');
        List<byte> bytes = [0, (byte)records.Length];
        foreach (string[] record in records.Select(record => record.Split('/')))
        {
            byte[][] sources = [.. (record.Length > 2 ? record[2] : "").Split(',', StringSplitOptions.RemoveEmptyEntries).SelectMany(Expand)];
            bytes.AddRange([(byte)Array.IndexOf(RecordTypes, record[0]), 0, (byte)(sources.Length >> 8), (byte)sources.Length, .. IPAddress.Parse(record[1]).GetAddressBytes(), .. sources.SelectMany(source => source)]);
        }

        return [.. bytes];
    }

    /// <summary>10.0.0.1*40 stands for 40 addresses from there on.</summary>
    private static IEnumerable<byte[]> Expand(string text)
    {
        string[] parts = text.Split('*');
        int count = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1;
        for (int i = 0; i < count; i++)
        {
            byte[] address = IPAddress.Parse(parts[0]).GetAddressBytes();
            address[^1] += (byte)i;
            yield return address;
        }
    }

    private static byte[] Ip(IPAddress from, IPAddress to, byte protocol, byte[] inner, bool alert)
    {
        if (from.AddressFamily == AddressFamily.InterNetworkV6)
        {
            byte[] options = alert ? [protocol, 0, 5, 2, 0, 0, 1, 0] : [];
            int length = options.Length + inner.Length;
            return [0x60, 0, 0, 0, (byte)(length >> 8), (byte)length, alert ? (byte)0 : protocol, 1, .. from.GetAddressBytes(), .. to.GetAddressBytes(), .. options, .. inner];
        }

        byte[] header = [(byte)(alert ? 0x46 : 0x45), 0xc0, 0, 0, 0, 0, 0x40, 0, 1, protocol, 0, 0, .. from.GetAddressBytes(), .. to.GetAddressBytes(), .. alert ? new byte[] { 0x94, 4, 0, 0 } : []];
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(header.Length + inner.Length));
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(10), Checksum(header));
        return [.. header, .. inner];
    }
}
