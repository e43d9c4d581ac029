using Musubi.Contracts.Plan;
using Musubi.Switch.Control.Discovery;
using Musubi.Switch.Forwarding.Punting;

namespace Musubi.Switch.Tests.Control.Discovery;

/// <summary>Frames as neighbours send them.</summary>
internal static class Sample
{
    private const ulong Mac = 0x0200_0000_0017;

    public static Advertisement Advertisement { get; } = new()
    {
        ChassisId = "11111111-2222-3333-4444-555555555555",
        PortId = "eth1",
        PortDescription = "Uplink 1 of prod",
        SystemName = "h1.example",
        SystemDescription = "Musubi virtual switch 1.2.3",
        ManagementAddresses = [[192, 0, 2, 8], [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]],
        Vlans = [new HeardVlan(10, "web"), new HeardVlan(20, "dbé")],
        Mtu = 9000,
        Aggregation = 7,
    };

    public static byte[] Frame(DiscoveryProtocol protocol, Advertisement? what = null, int ttl = 121)
    {
        byte[] payload = new byte[1500];
        int bytes = DiscoveryFrame.Write(payload, protocol, what ?? Advertisement, ttl);
        return Frame(DiscoveryFrame.Destination(protocol), Mac, DiscoveryFrame.Type(protocol, bytes), payload.AsSpan(0, bytes));
    }

    /// <summary>A frame of LLDP with these bytes behind its EtherType.</summary>
    public static byte[] Lldp(string hex) => Frame(DiscoveryFrame.Destination(DiscoveryProtocol.Lldp), Mac, ProtocolAddresses.LldpEtherType, Convert.FromHexString(hex));

    /// <summary>A frame of CDP around a packet, whose checksum is filled in.</summary>
    public static byte[] Cdp(string hex)
    {
        byte[] packet = Convert.FromHexString(hex);
        ushort checksum = CdpChecksum.Of(packet);
        (packet[2], packet[3]) = ((byte)(checksum >> 8), (byte)checksum);
        byte[] payload = [0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x20, 0x00, .. packet];
        return Frame(DiscoveryFrame.Destination(DiscoveryProtocol.Cdp), Mac, (ushort)payload.Length, payload);
    }

    public static HeardNeighbour Read(byte[] frame)
    {
        Assert.Equal(DiscoveryFault.None, DiscoveryFrame.Read(frame, out HeardNeighbour? neighbour, out _));
        return neighbour!;
    }

    public static byte[] Frame(ulong destination, ulong source, ushort type, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[Math.Max(60, 14 + payload.Length)];
        for (int i = 0; i < 6; i++)
        {
            (frame[i], frame[6 + i]) = ((byte)(destination >> (40 - (8 * i))), (byte)(source >> (40 - (8 * i))));
        }

        (frame[12], frame[13]) = ((byte)(type >> 8), (byte)type);
        payload.CopyTo(frame.AsSpan(14));
        return frame;
    }
}
