using System.Net.NetworkInformation;

namespace Musubi.Lab.Observe;

/// <summary>Puts together Ethernet frames that no network stack here would send.</summary>
internal static class RawFrame
{
    /// <summary>EtherType of local experiments (IEEE 802 88-B5): no stack answers it.</summary>
    public const int Experimental = 0x88B5;

    /// <param name="vlans">Tags from the outer to the inner, each a VLAN id with an optional priority in the upper bits.</param>
    /// <param name="text">Payload, at most 1400 bytes of ASCII; padded to the least frame.</param>
    public static byte[] Build(string destination, string source, IReadOnlyList<int> vlans, int etherType, string text)
    {
        List<byte> frame = [.. Address(destination), .. Address(source)];
        foreach (int vlan in vlans)
        {
            frame.AddRange([0x81, 0x00, (byte)(vlan >> 8), (byte)vlan]);
        }

        frame.AddRange([(byte)(etherType >> 8), (byte)etherType]);
        frame.AddRange(System.Text.Encoding.ASCII.GetBytes(text));
        while (frame.Count < 60)
        {
            frame.Add(0);
        }

        return [.. frame];
    }

    private static byte[] Address(string text) => PhysicalAddress.Parse(text.ToUpperInvariant().Replace(':', '-')).GetAddressBytes();
}
