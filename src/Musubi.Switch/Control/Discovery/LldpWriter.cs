using System.Buffers.Binary;
using System.Text;

namespace Musubi.Switch.Control.Discovery;

/// <summary>Writes an LLDPDU. TLVs that find no room any more are left out, the names of VLANs first.</summary>
public static class LldpWriter
{
    private const int EndBytes = 2;
    private const int MaxText = 255;
    private const int MaxVlanName = 32;

    /// <summary>Ethernet header, one tag, FCS.</summary>
    private const int FrameOverhead = 22;

    /// <summary>Returns the bytes written.</summary>
    /// <param name="ttl">Seconds; 0 takes leave, with what names the port alone (802.1AB, 9.1.2.2).</param>
    public static int Write(Span<byte> pdu, Advertisement advertised, int ttl)
    {
        int at = 0;
        Add(pdu, ref at, LldpTlvType.ChassisId, [LldpTlvType.ChassisLocal, .. Text(advertised.ChassisId, MaxText)]);
        Add(pdu, ref at, LldpTlvType.PortId, [LldpTlvType.PortInterfaceName, .. Text(advertised.PortId, MaxText)]);
        Add(pdu, ref at, LldpTlvType.Ttl, [(byte)(ttl >> 8), (byte)ttl]);
        if (ttl > 0)
        {
            WriteOptional(pdu, ref at, advertised);
        }

        BinaryPrimitives.WriteUInt16BigEndian(pdu[at..], LldpTlvType.End);
        return at + EndBytes;
    }

    private static void WriteOptional(Span<byte> pdu, ref int at, Advertisement advertised)
    {
        Add(pdu, ref at, LldpTlvType.PortDescription, Text(advertised.PortDescription, MaxText));
        if (advertised.SystemName.Length > 0)
        {
            Add(pdu, ref at, LldpTlvType.SystemName, Text(advertised.SystemName, MaxText));
        }

        Add(pdu, ref at, LldpTlvType.SystemDescription, Text(advertised.SystemDescription, MaxText));
        Add(pdu, ref at, LldpTlvType.Capabilities, [0, (byte)LldpTlvType.Bridge, 0, (byte)LldpTlvType.Bridge]);
        foreach (byte[] address in advertised.ManagementAddresses)
        {
            // Number of the interface: unknown (1). No object identifier.
            Add(pdu, ref at, LldpTlvType.ManagementAddress, [(byte)(address.Length + 1), (byte)(address.Length == 4 ? 1 : 2), .. address, 1, 0, 0, 0, 0, 0]);
        }

        int frame = Math.Min(advertised.Mtu + FrameOverhead, ushort.MaxValue);
        AddOrganisation(pdu, ref at, LldpTlvType.Oui8023, LldpTlvType.MaxFrame, [(byte)(frame >> 8), (byte)frame]);
        if (advertised.Aggregation is { } aggregation)
        {
            byte status = (byte)(LldpTlvType.AggregationCapable | (aggregation == 0 ? 0 : LldpTlvType.AggregationEnabled));
            AddOrganisation(pdu, ref at, LldpTlvType.Oui8021, LldpTlvType.Aggregation8021, [status, .. BigEndian(aggregation)]);
        }

        foreach (HeardVlan vlan in advertised.Vlans)
        {
            byte[] name = Text(vlan.Name, MaxVlanName);
            AddOrganisation(pdu, ref at, LldpTlvType.Oui8021, LldpTlvType.VlanName, [(byte)(vlan.Id >> 8), (byte)vlan.Id, (byte)name.Length, .. name]);
        }
    }

    private static void AddOrganisation(Span<byte> pdu, ref int at, int oui, byte subtype, ReadOnlySpan<byte> value) =>
        Add(pdu, ref at, LldpTlvType.Organisation, [(byte)(oui >> 16), (byte)(oui >> 8), (byte)oui, subtype, .. value]);

    private static void Add(Span<byte> pdu, ref int at, int type, ReadOnlySpan<byte> value)
    {
        if (at + 2 + value.Length + EndBytes > pdu.Length)
        {
            return;
        }

        BinaryPrimitives.WriteUInt16BigEndian(pdu[at..], (ushort)((type << 9) | value.Length));
        value.CopyTo(pdu[(at + 2)..]);
        at += 2 + value.Length;
    }

    private static byte[] BigEndian(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>Cut between characters where it is too long.</summary>
    internal static byte[] Text(string text, int most)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int length = Math.Min(bytes.Length, most);
        while (length < bytes.Length && length > 0 && (bytes[length] & 0xc0) == 0x80)
        {
            length--;
        }

        return bytes[..length];
    }
}
