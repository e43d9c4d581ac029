using System.Buffers.Binary;
using Musubi.Contracts.Plan;
using Musubi.Io.Virtio;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>Frames that a port may see: mostly what its guest would send, with a share of everything that it should not.</summary>
public sealed class FrameGenerator(Random random)
{
    private const int Largest = 65_600;

    private readonly RuleGenerator _rules = new(random);
    private readonly GuestPackets _packets = new(random);

    public TestFrame Next(SwitchPlan plan, int source)
    {
        PlannedPort port = plan.Ports[source];
        if (Chance(12))
        {
            return NextForGroup(plan, port);
        }

        uint mtu = plan.Switches.Single(planned => planned.Key == port.SwitchKey).Mtu;
        bool isProtocol = port.Uplink is not null && Chance(10);
        List<byte> bytes = [.. Address(isProtocol ? Pick(MacPool.Protocols) : NextDestination(plan, port)), .. Address(NextSource(plan, port))];
        uint stripped = AddTags(bytes, port);
        int header = bytes.Count + 2;
        bool isBeacon = Chance(2);
        AddTwo(bytes, isBeacon ? 0x88b6 : Chance(8) ? Pick(0x8100, 0x88a8) : isProtocol ? Pick(0x8809, 0x88cc, 0x88b6, 0x0040) : Pick(0x0800, 0x0806, 0x86dd, 46));
        int length = Chance(80) ? random.Next(0, 120) : Chance(6) ? random.Next(Largest - 60, Largest) - header : (int)mtu + random.Next(-6, 7);
        byte[] payload = new byte[length];
        random.NextBytes(payload.AsSpan(0, Math.Min(length, 64)));
        if (Chance(isBeacon ? 90 : 2) && length >= 16)
        {
            "musubi\0\u0001"u8.CopyTo(payload);
            BinaryPrimitives.WriteUInt64BigEndian(payload.AsSpan(8), Pick(PipelineBench.BeaconOrigin, 8UL));
        }

        if (plan.RuleSets.Count > 0 && !isProtocol && !isBeacon && Chance(60))
        {
            payload = Packet(bytes, payload);
        }

        if (port.Vnic?.Guards is not null && !isProtocol && !isBeacon && Chance(70))
        {
            (int etherType, payload) = _packets.Next(Value(bytes.ToArray().AsSpan(6, 6)));
            (bytes[^2], bytes[^1]) = ((byte)(etherType >> 8), (byte)etherType);
        }

        bytes.AddRange(payload);
        byte[] whole = Chance(3) ? [.. bytes.Take(random.Next(0, 22))] : [.. bytes];
        return new TestFrame(whole) { StrippedTag = stripped, Offload = NextOffload(header, whole.Length), Truncated = Chance(1) };
    }

    /// <summary>Makes the frame one that rules may be about: a packet, often whole, and its EtherType in front of it.</summary>
    private byte[] Packet(List<byte> header, byte[] payload)
    {
        (int type, byte[] packet) = _rules.NextPacket();
        (header[^2], header[^1]) = ((byte)(type >> 8), (byte)type);
        if (Chance(4))
        {
            // In an LLC frame, with a SNAP header (RFC 1042).
            (header[^2], header[^1]) = (0, 100);
            packet = [0xaa, 0xaa, 3, 0, 0, 0, (byte)(type >> 8), (byte)type, .. packet];
        }

        byte[] whole = new byte[Chance(85) ? Math.Max(payload.Length, packet.Length) : payload.Length];
        payload.AsSpan(0, Math.Min(payload.Length, whole.Length)).CopyTo(whole);
        packet.AsSpan(0, Math.Min(packet.Length, whole.Length)).CopyTo(whole);
        return whole;
    }

    /// <summary>IP to a group, a message about groups, or either of them with a byte changed.</summary>
    private TestFrame NextForGroup(SwitchPlan plan, PlannedPort port)
    {
        string group = Pick(MacPool.IpGroups);
        bool isIpv6 = group.Contains(':', StringComparison.Ordinal);
        string from = isIpv6 ? Pick(MacPool.IpSources[2..]) : Pick(MacPool.IpSources[..2]);
        (ulong mac, ushort etherType, byte[] packet) = random.Next(10) switch
        {
            < 6 => GroupPackets.Data(group, from),
            < 9 when isIpv6 => GroupPackets.Mld(Pick("query", $"query/{group}", $"report/{group}", $"done/{group}", $"v3/to_ex/{group}", "router"), "fe80::7"),
            < 9 => GroupPackets.Igmp(Pick("query", $"query/{group}", $"report/{group}", $"v1report/{group}", $"leave/{group}", $"v3/to_ex/{group}", "router"), from),
            _ => GroupPackets.PimHello(isIpv6 ? "fe80::7" : "10.0.0.7"),
        };
        if (Chance(20))
        {
            packet[random.Next(Math.Min(packet.Length, 48))] = (byte)random.Next(256);
        }

        List<byte> bytes = [.. Address(Chance(95) ? mac : Pick(MacPool.Groups)), .. Address(NextSource(plan, port))];
        uint stripped = AddTags(bytes, port);
        AddTwo(bytes, etherType);
        bytes.AddRange(Chance(5) ? packet.Take(random.Next(packet.Length)) : packet);
        return new TestFrame([.. bytes]) { StrippedTag = stripped };
    }

    private ulong NextDestination(SwitchPlan plan, PlannedPort port) => random.Next(100) switch
    {
        < 6 when port.Vnic?.Guards is not null => Pick(0x0180_c200_0000UL, 0x0180_c200_0008UL, 0x0100_0ccc_cccdUL),
        < 45 => MacPool.Configured(port.SwitchKey, random.Next(plan.Ports.Count(other => other.SwitchKey == port.SwitchKey && other.Vnic is not null))),
        < 50 => Pick(MacPool.Taken),
        < 60 => Pick(MacPool.Nested),
        < 66 => Pick(MacPool.Outside),
        < 80 => MacPool.Broadcast,
        < 92 => Pick(MacPool.Groups),
        < 95 => 0x01_80_c2_00_00_00 + (ulong)random.Next(16),
        < 99 => port.Vnic is null ? Pick(MacPool.Outside) : Value(port.Vnic.Mac.Span),
        _ => 0,
    };

    private ulong NextSource(SwitchPlan plan, PlannedPort port) => random.Next(100) switch
    {
        < 3 => Pick(MacPool.Groups),
        < 5 => 0,
        < 14 => Pick(MacPool.Taken),
        < 24 => MacPool.Configured(port.SwitchKey, random.Next(plan.Ports.Count)),
        < 30 => Pick(MacPool.Outside),
        < 36 => Pick(MacPool.Nested),
        < 70 when port.Vnic?.MacLearning is not null => Pick(MacPool.Nested),
        _ => port.Vnic is null ? Pick(MacPool.Outside) : Value(port.Vnic.Mac.Span),
    };

    /// <summary>Adds tags to the bytes, and returns the one that the kernel would have taken out.</summary>
    private uint AddTags(List<byte> bytes, PlannedPort port)
    {
        bool tags = port.Vnic is null || port.Vnic.Vlan.Trunk is not null;
        uint stripped = 0;
        if (Chance(tags ? 75 : 12))
        {
            int vlan = Chance(90) ? Pick(Chance(80) ? ScenarioGenerator.Vlans : ScenarioGenerator.PrivateVlans) : Pick(1, 25, 100, 4094, 4095);
            uint tag = ((uint)(Chance(4) ? 0x88a8 : 0x8100) << 16) | ((uint)random.Next(16) << 12) | (uint)vlan;
            if (Chance(50))
            {
                stripped = tag;
            }
            else
            {
                AddTwo(bytes, (int)(tag >> 16));
                AddTwo(bytes, (int)tag & 0xffff);
            }
        }

        if (Chance(5))
        {
            AddTwo(bytes, Pick(0x8100, 0x88a8));
            AddTwo(bytes, random.Next(65536));
        }

        return stripped;
    }

    private VirtioNetHeader NextOffload(int header, int length) => random.Next(100) switch
    {
        < 70 when length > 65_536 => new VirtioNetHeader { Flags = 1, GsoType = 1, GsoSize = 1448, ChecksumStart = (ushort)random.Next(65_528, 65_536) },
        < 55 => default,
        < 70 => Checksum(header, length),
        < 90 => Checksum(header, length) with
        {
            GsoType = (byte)Pick(1, 4, 5, 0x81, 0x84),
            GsoSize = (ushort)random.Next(1, 2000),
            HeaderLength = (ushort)Pick(0, header + 40, 3, Math.Min(length, 65535)),
        },
        _ => Hostile(length),
    };

    private VirtioNetHeader Checksum(int header, int length) => new()
    {
        Flags = (byte)Pick(1, 1, 3),
        ChecksumStart = (ushort)(header + Pick(0, 0, 8, 20)),
        ChecksumOffset = (ushort)Pick(0, 6, 6, 16, Math.Max(length - header - 2, 0)),
    };

    private VirtioNetHeader Hostile(int length) => new()
    {
        Flags = (byte)random.Next(256),
        GsoType = (byte)Pick(0, 0, 1, 3, 4, 5, 7, 0x80, 0x81, 0x85, 0xff),
        GsoSize = (ushort)Pick(0, 1, 65535),
        HeaderLength = (ushort)Pick(0, 14, length, length + 1, 65535),
        ChecksumStart = (ushort)Pick(0, 12, 13, 14, 17, 18, length - 2, length, 65530, 65531, 65532, 65535),
        ChecksumOffset = (ushort)Pick(0, 6, 16, 65535),
        Buffers = (ushort)random.Next(3),
    };

    private static byte[] Address(ulong mac) => [.. ScenarioGenerator.Bytes(mac)];

    private static ulong Value(ReadOnlySpan<byte> mac) => ((ulong)BinaryPrimitives.ReadUInt16BigEndian(mac) << 32) | BinaryPrimitives.ReadUInt32BigEndian(mac[2..]);

    private static void AddTwo(List<byte> bytes, int value) => bytes.AddRange([(byte)(value >> 8), (byte)value]);

    private bool Chance(int percent) => random.Next(100) < percent;

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
