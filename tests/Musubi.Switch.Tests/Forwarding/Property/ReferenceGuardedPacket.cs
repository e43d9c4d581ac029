using System.Buffers.Binary;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>
/// An IP packet, or ARP, as the model reads it of the first 108 bytes behind an Ethernet header. What is not whole or not what it says is not sound;
/// where that leaves open what the packet is, whoever asks must think the worst.
/// </summary>
public sealed class ReferenceGuardedPacket
{
    private const int Most = 108;
    private const int Tcp = 6;
    private const int Udp = 17;

    private ReferenceGuardedPacket(int etherType, byte[] bytes) => (EtherType, Bytes) = (etherType, bytes);

    /// <summary>Behind tags and SNAP.</summary>
    public int EtherType { get; }

    /// <summary>From the header of that on; of IP as far as its length says.</summary>
    public byte[] Bytes { get; private set; }

    /// <summary>More tags than are looked through, or a tag behind SNAP.</summary>
    public bool IsBuried { get; private init; }

    public bool IsSound { get; private set; } = true;

    public int Protocol { get; private set; }

    public bool IsFragment { get; private set; }

    public bool IsLaterFragment { get; private set; }

    /// <summary>0.0.0.0 where the header is not even so long.</summary>
    public byte[] SourceIpv4 { get; private set; } = new byte[4];

    /// <summary>:: where the header is not even so long.</summary>
    public byte[] SourceIpv6 { get; private set; } = new byte[16];

    /// <summary>What the transport protocol sent; null where it was not found or has no known form.</summary>
    public byte[]? Transport { get; private set; }

    /// <summary>All that its length says is here.</summary>
    public bool IsWhole { get; private set; } = true;

    public static ReferenceGuardedPacket Read(int etherType, byte[] payload)
    {
        byte[] bytes = [.. payload.Take(Most)];
        for (int tags = 0; etherType is 0x8100 or 0x88a8; tags++)
        {
            if (tags == 2 || bytes.Length < 4)
            {
                return new ReferenceGuardedPacket(etherType, []) { IsBuried = true };
            }

            (etherType, bytes) = (Two(bytes, 2), bytes[4..]);
        }

        if (etherType < 0x600 && bytes.Length >= 8 && bytes.AsSpan(0, 6).SequenceEqual<byte>([0xaa, 0xaa, 3, 0, 0, 0]))
        {
            (etherType, bytes) = (Two(bytes, 6), bytes[8..]);
            if (etherType is 0x8100 or 0x88a8)
            {
                return new ReferenceGuardedPacket(etherType, []) { IsBuried = true };
            }
        }

        ReferenceGuardedPacket packet = new(etherType, bytes);
        packet.IsSound = etherType switch
        {
            0x0800 => packet.ReadIpv4(),
            0x86dd => packet.ReadIpv6(),
            0x0806 or 0x8035 => bytes.Length >= 28 && bytes.AsSpan(0, 6).SequenceEqual<byte>([0, 1, 8, 0, 6, 4]),
            _ => true,
        };
        return packet;
    }

    /// <summary>Whether it is of the protocol, or may be as far as can be seen.</summary>
    public bool MayBe(int protocol) => !IsLaterFragment
        && ((EtherType == 0x86dd && Protocol > 146) || (!IsSound && (Protocol == protocol || IsExtension(Protocol))));

    private static bool IsExtension(int protocol) => protocol is 0 or 43 or 44 or 51 or 60 or 135 or 139 or 140;

    private static int Two(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));

    private bool ReadIpv4()
    {
        if (Bytes.Length < 20)
        {
            return false;
        }

        (Protocol, SourceIpv4) = (Bytes[9], Bytes[12..16]);
        int offset = Two(Bytes, 6) & 0x1fff;
        IsLaterFragment = offset != 0;
        IsFragment = IsLaterFragment || (Bytes[6] & 0x20) != 0;
        Trim(Two(Bytes, 2));
        int header = (Bytes0 & 15) * 4;
        return Bytes0 >> 4 == 4 && header >= 20 && header <= Bytes.Length && (IsLaterFragment || ReadTransport(header, messages: 1, groups: 2));
    }

    /// <summary>The first byte, which may be beyond what the packet says that it is long.</summary>
    private byte Bytes0 { get; set; }

    private bool ReadIpv6()
    {
        if (Bytes.Length < 40)
        {
            return false;
        }

        (Protocol, SourceIpv6) = (Bytes[6], Bytes[8..24]);
        IsWhole = Two(Bytes, 4) > 0 && Bytes.Length >= 40 + Two(Bytes, 4);
        Trim(Two(Bytes, 4) == 0 ? 0 : 40 + Two(Bytes, 4));
        if (Bytes0 >> 4 != 6)
        {
            return false;
        }

        int at = 40;
        for (int headers = 0; IsExtension(Protocol); headers++)
        {
            if (headers == 8 || at + 8 > Bytes.Length)
            {
                return false;
            }

            int kind = Protocol;
            Protocol = Bytes[at];
            if (kind == 44)
            {
                IsLaterFragment = Two(Bytes, at + 2) >> 3 != 0;
                IsFragment |= IsLaterFragment || (Bytes[at + 3] & 1) != 0;
                if (IsLaterFragment)
                {
                    return true;
                }
            }

            at += kind == 44 ? 8 : kind == 51 ? (Bytes[at + 1] + 2) * 4 : (Bytes[at + 1] + 1) * 8;
        }

        return at <= Bytes.Length && ReadTransport(at, messages: 58, groups: 58);
    }

    private bool ReadTransport(int at, int messages, int groups)
    {
        byte[] rest = Bytes[at..];
        int least = Protocol == Tcp ? 20 : Protocol is Udp or 33 or 132 or 136 ? 8 : Protocol == messages || Protocol == groups ? 4 : 0;
        if (rest.Length < least || (Protocol == Tcp && rest[12] >> 4 < 5))
        {
            return false;
        }

        Transport = rest;
        return true;
    }

    private void Trim(int length)
    {
        Bytes0 = Bytes[0];
        Bytes = length == 0 ? Bytes : [.. Bytes.Take(length)];
    }
}
