using System.Buffers.Binary;
using Musubi.Io.Virtio;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>A frame as the model reads it, written for clarity: addresses, at most one tag, and what follows.</summary>
public sealed record ReferenceFrame(ulong Destination, ulong Source, bool Tagged, int Priority, int Vlan, byte[] Rest, VirtioNetHeader Offload, int ReceivedHeader)
{
    private const int Tpid = 0x8100;
    private const int ProviderTpid = 0x88a8;

    /// <summary>A rule has given it a priority: where tags are sent it has one, whatever its VLAN.</summary>
    public bool IsPrioritised { get; init; }

    /// <summary>Bytes from the EtherType on that no tag belongs to.</summary>
    public int PayloadBytes => Rest.Length - 2;

    public int EtherType => TwoBytes(Rest, 0);

    public byte[] Payload => Rest[2..];

    public bool IsGroup => (Destination >> 40 & 1) == 1;

    public bool IsReservedGroup => Destination >= 0x0180C2000000 && Destination <= 0x0180C200000F;

    /// <summary>Whose protocol between switches it is of.</summary>
    public PuntKinds Protocol =>
        Destination == 0x0180C2000002 && EtherType == 0x8809 && Vlan == 0 ? PuntKinds.SlowProtocol
        : Destination is 0x0180C200000E or 0x0180C2000003 or 0x0180C2000000 && EtherType == 0x88cc ? PuntKinds.Lldp
        : Destination == 0x01000CCCCCCC ? PuntKinds.Cdp
        : IsGroup && !IsReservedGroup && IsBeacon ? PuntKinds.Beacon
        : PuntKinds.None;

    /// <summary>It has the mark of a beacon, and a number of who sent it.</summary>
    public bool IsBeacon => EtherType == 0x88b6 && PayloadBytes >= 16 && Payload.AsSpan(0, 8).SequenceEqual("musubi\0\u0001"u8);

    /// <summary>A beacon of the switch under test itself.</summary>
    public bool IsOwnBeacon => IsBeacon && BinaryPrimitives.ReadUInt64BigEndian(Payload.AsSpan(8)) == PipelineBench.BeaconOrigin;

    public bool HasUsableSource => Source != 0 && (Source >> 40 & 1) == 0;

    public bool IsToBeSegmented => Offload.GsoType != 0;

    /// <summary>What follows the Ethernet header of each full segment: the IP and transport headers, and the data of one segment.</summary>
    public int SegmentBytes
    {
        get
        {
            int transport = Offload.ChecksumStart - ReceivedHeader;
            int tcpWords = Payload.Length > transport + 12 ? Payload[transport + 12] / 16 : 0;
            return transport + (Offload.GsoType == VirtioNetHeader.GsoUdpL4 ? 8 : Math.Max(tcpWords * 4, 20)) + Offload.GsoSize;
        }
    }

    /// <summary>A frame that is to be segmented is as large as its segments, where there is more than one.</summary>
    public bool Exceeds(int mtu) => PayloadBytes > mtu && (!IsToBeSegmented || SegmentBytes > mtu);

    /// <summary>Reads a frame; null and the reason when it is none.</summary>
    public static ReferenceFrame? Read(TestFrame frame, out DropReason reason)
    {
        reason = DropReason.None;
        if (frame.Bytes.Length < 14)
        {
            reason = DropReason.Runt;
            return null;
        }

        if (frame.Truncated)
        {
            reason = DropReason.Giant;
            return null;
        }

        // Put a tag that the kernel took out back to where it was: then there is only one kind of frame.
        byte[] bytes = frame.Bytes;
        int inserted = 0;
        if (frame.StrippedTag != 0)
        {
            byte[] tag = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(tag, frame.StrippedTag);
            bytes = [.. bytes[..12], .. tag, .. bytes[12..]];
            inserted = 4;
        }

        int outer = TwoBytes(bytes, 12);
        if (outer == ProviderTpid || (inserted != 0 && outer != Tpid))
        {
            reason = DropReason.ProviderTag;
            return null;
        }

        bool tagged = outer == Tpid;
        if (tagged && bytes.Length < 18)
        {
            reason = DropReason.Runt;
            return null;
        }

        int tci = tagged ? TwoBytes(bytes, 14) : 0;
        byte[] rest = bytes[(tagged ? 16 : 12)..];
        int inner = TwoBytes(rest, 0);
        if (tagged && tci % 4096 == 0 && inner is Tpid or ProviderTpid)
        {
            reason = DropReason.NestedTag;
            return null;
        }

        int headerAsReceived = bytes.Length - inserted - (rest.Length - 2);
        if (!IsOffloadSound(frame.Offload, frame.Bytes.Length, headerAsReceived))
        {
            reason = DropReason.BadOffload;
            return null;
        }

        return new ReferenceFrame(Address(bytes, 0), Address(bytes, 6), tagged, tci / 4096, tci % 4096, rest, frame.Offload, headerAsReceived);
    }

    /// <summary>The frame with another DSCP in its IP header, if it has one; the header's checksum changes by as much.</summary>
    public ReferenceFrame WithDscp(ReferencePacket packet, int dscp)
    {
        if (packet.NetworkAt is not { } at)
        {
            return this;
        }

        byte[] rest = [.. Rest];
        int header = 2 + at;
        if (packet.IsIpv6)
        {
            int first = (TwoBytes(rest, header) & 0xf03f) | (dscp << 6);
            (rest[header], rest[header + 1]) = ((byte)(first >> 8), (byte)first);
        }
        else
        {
            int before = rest[header + 1];
            rest[header + 1] = (byte)((dscp << 2) | (before & 3));
            // Ones' complement: what the sum of the words grows by, the checksum shrinks by.
            int sum = (0xffff - TwoBytes(rest, header + 10)) + (0xffff - before) + rest[header + 1];
            sum = (sum & 0xffff) + (sum >> 16);
            sum = 0xffff - ((sum & 0xffff) + (sum >> 16));
            (rest[header + 10], rest[header + 11]) = ((byte)(sum >> 8), (byte)sum);
        }

        return this with { Rest = rest };
    }

    /// <summary>The frame as it leaves, with a tag of <paramref name="vlan"/> or none.</summary>
    public SentFrame Write(int? vlan)
    {
        byte[] addresses = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(addresses, Destination << 16);
        BinaryPrimitives.WriteUInt64BigEndian(addresses.AsSpan(6), Source << 16);
        byte[] tag = vlan is { } id ? [0x81, 0x00, (byte)((Priority << 4) | (id >> 8)), (byte)id] : [];
        byte[] bytes = [.. addresses[..12], .. tag, .. Rest];
        return new SentFrame(bytes, OffloadBehind(vlan is null ? 14 : 18));
    }

    private static bool IsOffloadSound(VirtioNetHeader offload, int bytes, int header)
    {
        bool checksum = (offload.Flags & VirtioNetHeader.NeedsChecksum) != 0;
        bool segments = offload.GsoType != 0;
        bool checksumInside = offload.ChecksumStart >= header && offload.ChecksumStart + offload.ChecksumOffset + 2 <= bytes && offload.ChecksumStart + 4 <= 65535;
        bool known = offload.GsoType is 1 or 4 or 5 or 0x81 or 0x84;
        return (!checksum || checksumInside) && (!segments || (known && checksum && offload.GsoSize * 1024 >= bytes)) && offload.HeaderLength <= bytes;
    }

    /// <summary>Only what has a meaning, counted from the Ethernet header that is sent.</summary>
    private VirtioNetHeader OffloadBehind(int header)
    {
        int shift = header - ReceivedHeader;
        VirtioNetHeader sent = new() { Flags = (byte)(Offload.Flags & 3) };
        if ((Offload.Flags & 1) == 1)
        {
            sent.ChecksumStart = (ushort)(Offload.ChecksumStart + shift);
            sent.ChecksumOffset = Offload.ChecksumOffset;
        }

        if (IsToBeSegmented)
        {
            sent.GsoType = Offload.GsoType;
            sent.GsoSize = Offload.GsoSize;
            sent.HeaderLength = Offload.HeaderLength == 0 ? (ushort)0 : (ushort)Math.Clamp(Offload.HeaderLength + shift, 0, 65535);
        }

        return sent;
    }

    private static int TwoBytes(byte[] bytes, int at) => (bytes[at] << 8) | bytes[at + 1];

    private static ulong Address(byte[] bytes, int at) => bytes[at..(at + 6)].Aggregate(0UL, (value, octet) => (value << 8) | octet);
}
