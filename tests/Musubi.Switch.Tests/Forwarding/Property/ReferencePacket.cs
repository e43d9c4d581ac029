namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>What rules may ask of a frame, read in the plainest way: a question that the frame does not answer is null.</summary>
public sealed record ReferencePacket
{
    /// <summary>Behind the Ethernet header, that is looked at.</summary>
    private const int Looked = 108;

    private static readonly int[] Extensions = [0, 43, 44, 51, 60, 135, 139, 140];
    private static readonly int[] WithPorts = [6, 17, 33, 132, 136];

    public int EtherType { get; init; }

    /// <summary>Where the IP header starts behind the Ethernet header; null when there is none that is whole.</summary>
    public int? NetworkAt { get; init; }

    public bool IsIpv6 { get; init; }

    /// <summary>An IP packet, or what should lead to one, that is not what it says.</summary>
    public bool IsUnreadable { get; init; }

    public byte[]? Source { get; init; }

    public byte[]? Destination { get; init; }

    public int? Protocol { get; init; }

    public int? Dscp { get; init; }

    public int? SourcePort { get; init; }

    public int? DestinationPort { get; init; }

    public int? TcpFlags { get; init; }

    public int? IcmpType { get; init; }

    public int? IcmpCode { get; init; }

    /// <summary>Where what <see cref="EtherType"/> names starts behind the Ethernet header.</summary>
    public int LogicalAt { get; init; }

    /// <summary>Where the transport header starts behind the Ethernet header; null when there is none or it is not whole.</summary>
    public int? TransportAt { get; init; }

    private bool IsLaterFragment { get; init; }

    /// <summary>In bytes.</summary>
    private int FragmentAt { get; init; }

    /// <param name="rest">A frame from its EtherType on.</param>
    public static ReferencePacket Read(byte[] rest)
    {
        int type = Two(rest, 0);
        byte[] seen = [.. rest.Skip(2).Take(Looked)];
        int at = 0;
        for (int tags = 0; type is 0x8100 or 0x88a8; tags++)
        {
            if (tags == 2 || seen.Length < at + 4)
            {
                return new ReferencePacket { EtherType = type, IsUnreadable = true };
            }

            type = Two(seen, at + 2);
            at += 4;
        }

        if (type < 0x600 && seen.Length >= at + 8 && seen.AsSpan(at, 6).SequenceEqual<byte>([0xaa, 0xaa, 3, 0, 0, 0]))
        {
            type = Two(seen, at + 6);
            at += 8;
            if (type is 0x8100 or 0x88a8)
            {
                return new ReferencePacket { EtherType = type, IsUnreadable = true };
            }
        }

        return type == 0x0800 ? ReadIpv4(seen[at..], at) : type == 0x86dd ? ReadIpv6(seen[at..], at) : new ReferencePacket { EtherType = type, LogicalAt = at };
    }

    private static ReferencePacket ReadIpv4(byte[] bytes, int at)
    {
        ReferencePacket packet = new() { EtherType = 0x0800, IsUnreadable = true };
        if (bytes.Length < 20)
        {
            return packet;
        }

        packet = packet with { NetworkAt = bytes[0] >> 4 == 4 ? at : null, Dscp = bytes[1] >> 2, Protocol = bytes[9], Source = bytes[12..16], Destination = bytes[16..20], IsLaterFragment = Two(bytes, 6) % 0x2000 != 0, FragmentAt = Two(bytes, 6) % 0x2000 * 8 };
        int header = bytes[0] % 16 * 4;
        byte[] whole = Two(bytes, 2) == 0 ? bytes : [.. bytes.Take(Two(bytes, 2))];
        return bytes[0] >> 4 == 4 && header >= 20 && header <= whole.Length ? packet.ReadTransport(whole[header..], at + header, icmp: 1) : packet;
    }

    private static ReferencePacket ReadIpv6(byte[] bytes, int at)
    {
        ReferencePacket packet = new() { EtherType = 0x86dd, IsIpv6 = true, IsUnreadable = true };
        if (bytes.Length < 40)
        {
            return packet;
        }

        packet = packet with { NetworkAt = bytes[0] >> 4 == 6 ? at : null, Dscp = (Two(bytes, 0) & 0xfc0) >> 6, Protocol = bytes[6], Source = bytes[8..24], Destination = bytes[24..40] };
        byte[] left = [.. bytes.Skip(40).Take(Two(bytes, 4) == 0 ? bytes.Length : Two(bytes, 4))];
        int transport = at + 40;
        for (int extensions = 0; Extensions.Contains(packet.Protocol!.Value); extensions++)
        {
            if (extensions == 8 || left.Length < 8)
            {
                return packet;
            }

            int length = packet.Protocol == 44 ? 8 : packet.Protocol == 51 ? (left[1] + 2) * 4 : (left[1] + 1) * 8;
            int fragment = packet.Protocol == 44 ? Two(left, 2) / 8 * 8 : 0;
            packet = packet with { IsLaterFragment = fragment > 0, FragmentAt = fragment, Protocol = left[0] };
            if (packet.IsLaterFragment)
            {
                break;
            }

            if (length > left.Length)
            {
                return packet;
            }

            left = left[length..];
            transport += length;
        }

        return bytes[0] >> 4 == 6 ? packet.ReadTransport(left, transport, icmp: 58) : packet;
    }

    private ReferencePacket ReadTransport(byte[] bytes, int at, int icmp)
    {
        if (IsLaterFragment)
        {
            return this with { IsUnreadable = Protocol == 6 && FragmentAt < 20 };
        }

        ReferencePacket readable = this with { IsUnreadable = false, TransportAt = at };

        if (Protocol == 6)
        {
            return bytes.Length >= 20 && bytes[12] >> 4 >= 5 ? readable with { SourcePort = Two(bytes, 0), DestinationPort = Two(bytes, 2), TcpFlags = bytes[13] } : this;
        }

        if (WithPorts.Contains(Protocol!.Value))
        {
            return bytes.Length >= 8 ? readable with { SourcePort = Two(bytes, 0), DestinationPort = Two(bytes, 2) } : this;
        }

        if (Protocol == icmp)
        {
            return bytes.Length >= 4 ? readable with { IcmpType = bytes[0], IcmpCode = bytes[1] } : this;
        }

        // IGMP, which rules do not ask about, is read too.
        return Protocol == 2 && !IsIpv6 && bytes.Length < 4 ? this : readable;
    }

    private static int Two(byte[] bytes, int at) => (bytes[at] << 8) | bytes[at + 1];
}
