using System.Buffers.Binary;
using Musubi.Contracts.Plan;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control.Discovery;

/// <summary>What we send, as Wireshark's dissectors see it.</summary>
public sealed class TsharkTests
{
    [Fact]
    public void Every_frame_that_we_send_is_decoded_without_a_complaint()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/tshark"), "needs tshark");
        string file = Path.GetTempFileName();
        try
        {
            byte[][] frames =
            [
                .. from protocol in (DiscoveryProtocol[])[DiscoveryProtocol.Lldp, DiscoveryProtocol.Cdp]
                   from name in (string[])["h1", "h1.example", "hôté"]
                   from ttl in (int[])[0, 121]
                   select Sample.Frame(protocol, Sample.Advertisement with { SystemName = name, Aggregation = ttl == 0 ? 0u : 7u }, ttl),
            ];
            WriteCapture(file, frames);
            string shown = Command.Run("tshark", "-r", file, "-V");
            Assert.DoesNotContain("Malformed", shown, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Expert Info", shown, StringComparison.Ordinal);
            Assert.Equal(6, Count(shown, "Link Layer Discovery Protocol\n"));
            Assert.Equal(6, Count(shown, "Cisco Discovery Protocol\n"));
            Assert.Equal(6, Count(shown, "[Checksum Status: Good]"));
            Assert.Equal(3, Count(shown, "    Port Description: Uplink 1 of prod"));
            Assert.Equal(3, Count(shown, "VLAN Name: web"));
            Assert.Equal(3, Count(shown, "Maximum Frame Size: 9022"));
            Assert.Equal(3, Count(shown, "Aggregation Status: Enabled"));
            Assert.Equal(3, Count(shown, "Aggregated Port Id: 7"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    /// <summary>A capture file of libpcap, link type Ethernet.</summary>
    private static void WriteCapture(string path, byte[][] frames)
    {
        using FileStream file = File.Create(path);
        Span<byte> head = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(head, 0xa1b2c3d4);
        BinaryPrimitives.WriteUInt16LittleEndian(head[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(head[6..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(head[16..], 65_535);
        BinaryPrimitives.WriteUInt32LittleEndian(head[20..], 1);
        file.Write(head);
        foreach (byte[] frame in frames)
        {
            byte[] record = new byte[16];
            BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(8), frame.Length);
            BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(12), frame.Length);
            file.Write(record);
            file.Write(frame);
        }
    }
}
