using Musubi.Contracts.Plan;
using Musubi.Switch.Control.Discovery;
using Musubi.Switch.Control.Teaming;

namespace Musubi.Fuzz.Packets;

/// <summary>Every parser that is fuzzed, with its seeds.</summary>
internal static class PacketParsers
{
    private const int SnapAt = 14;

    private static readonly BeaconFrame Beacons = new(7, [.. Enumerable.Range(0, BeaconFrame.KeyBytes).Select(i => (byte)i)]);

    private static readonly byte[][] BeaconSeeds = [.. Enumerable.Range(1, 4).Select(Beacon)];

    public static IReadOnlyList<PacketParser> All { get; } =
    [
        new PacketParser("discovery", [.. Discovery(DiscoveryProtocol.Lldp), .. Discovery(DiscoveryProtocol.Cdp)], ParseDiscovery) { Mend = MendCdp },
        SlowProtocols.Parser,
        new PacketParser("beacon", BeaconSeeds, ParseBeacon),
        GroupMessages.Parser,
        GuestPackets.Parser,
    ];

    private static IEnumerable<byte[]> Discovery(DiscoveryProtocol protocol)
    {
        Advertisement what = new()
        {
            ChassisId = "11111111-2222-3333-4444-555555555555",
            PortId = "eth1",
            PortDescription = "Uplink 1 of prod",
            SystemName = "h1.example",
            SystemDescription = "Musubi virtual switch",
            ManagementAddresses = [[192, 0, 2, 8], [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]],
            Vlans = [new HeardVlan(10, "web"), new HeardVlan(20, "db")],
            Mtu = 9000,
            Aggregation = 7,
        };
        foreach (int ttl in (int[])[0, 120])
        {
            byte[] payload = new byte[1500];
            int bytes = DiscoveryFrame.Write(payload, protocol, what, ttl);
            ulong destination = DiscoveryFrame.Destination(protocol);
            ushort type = DiscoveryFrame.Type(protocol, bytes);
            byte[] addresses = [.. Enumerable.Range(0, 6).Select(i => (byte)(destination >> (40 - (8 * i)))), 2, 0, 0, 0, 0, 1];
            yield return [.. addresses, (byte)(type >> 8), (byte)type, .. payload.AsSpan(0, bytes)];
        }
    }

    private static string ParseDiscovery(byte[] frame)
    {
        DiscoveryFault fault = DiscoveryFrame.Read(frame, out HeardNeighbour? heard, out int discarded);
        FuzzFailure.Unless(fault == DiscoveryFault.None == heard is not null && discarded >= 0, $"{fault} with {heard}");
        foreach (string text in heard is null ? [] : (string[])[heard.ChassisId, heard.PortId, heard.PortDescription, heard.SystemName, heard.SystemDescription, heard.Platform, .. heard.Vlans.Select(vlan => vlan.Name)])
        {
            FuzzFailure.Unless(text.Length <= DiscoveryText.MaxLength && !text.Any(char.IsControl), $"a text of {text.Length} characters: {text}");
        }

        return fault == DiscoveryFault.None ? $"{heard!.Protocol}" : $"{fault}";
    }

    private static byte[] Beacon(int round)
    {
        byte[] payload = new byte[BeaconFrame.Bytes];
        Beacons.Write(payload, new Guid(1, 0, 0, new byte[8]), new Guid(2, 0, 0, new byte[8]), round);
        return payload;
    }

    /// <summary>Nothing but what was written is taken, whatever stands behind it.</summary>
    private static string ParseBeacon(byte[] payload)
    {
        bool taken = Beacons.TryRead(payload, out Guid switchId, out Guid uplink, out long round);
        FuzzFailure.Unless(!taken || Array.Exists(BeaconSeeds, seed => payload.AsSpan().StartsWith(seed)), $"a beacon that nobody sent: switch {switchId}, uplink {uplink}, round {round}");
        return taken ? "taken" : "refused";
    }

    private static void MendCdp(byte[] frame)
    {
        int packet = SnapAt + DiscoveryFrame.SnapBytes;
        int end = frame.Length < SnapAt ? 0 : Math.Min(SnapAt + ((frame[12] << 8) | frame[13]), frame.Length);
        if (end < packet + 4)
        {
            return;
        }

        (frame[packet + 2], frame[packet + 3]) = (0, 0);
        ushort checksum = CdpChecksum.Of(frame.AsSpan(packet..end));
        (frame[packet + 2], frame[packet + 3]) = ((byte)(checksum >> 8), (byte)checksum);
    }
}
