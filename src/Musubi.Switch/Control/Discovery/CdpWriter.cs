using System.Buffers.Binary;

namespace Musubi.Switch.Control.Discovery;

/// <summary>Writes a CDP packet of version 2. TLVs that find no room are left out.</summary>
public static class CdpWriter
{
    private const int HeaderBytes = 4;
    private const int TlvHeaderBytes = 4;
    private const int MaxText = 255;
    private const byte Version = 2;
    private const string Platform = "Musubi";

    /// <summary>Returns the bytes written.</summary>
    /// <param name="ttl">Seconds, at most 255.</param>
    public static int Write(Span<byte> packet, Advertisement advertised, int ttl)
    {
        (packet[0], packet[1]) = (Version, (byte)Math.Min(ttl, byte.MaxValue));
        packet[2..HeaderBytes].Clear();
        int at = HeaderBytes;
        string device = advertised.SystemName.Length > 0 ? advertised.SystemName : advertised.ChassisId;
        Add(packet, ref at, CdpTlvType.DeviceId, LldpWriter.Text(device, MaxText));
        Add(packet, ref at, CdpTlvType.PortId, LldpWriter.Text(advertised.PortId, MaxText));
        WriteOther(packet, ref at, advertised);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], CdpChecksum.Of(packet[..at]));
        return at;
    }

    private static void WriteOther(Span<byte> packet, ref int at, Advertisement advertised)
    {
        Add(packet, ref at, CdpTlvType.Capabilities, BigEndian(CdpTlvType.Switch));
        Add(packet, ref at, CdpTlvType.Version, LldpWriter.Text(advertised.SystemDescription, MaxText));
        Add(packet, ref at, CdpTlvType.Platform, LldpWriter.Text(Platform, MaxText));
        Add(packet, ref at, CdpTlvType.Mtu, BigEndian((uint)advertised.Mtu));
        if (advertised.SystemName.Length > 0)
        {
            Add(packet, ref at, CdpTlvType.SystemName, LldpWriter.Text(advertised.SystemName, MaxText));
        }

        if (advertised.ManagementAddresses.Count > 0)
        {
            byte[] addresses = [.. BigEndian((uint)advertised.ManagementAddresses.Count), .. advertised.ManagementAddresses.SelectMany(Address)];
            Add(packet, ref at, CdpTlvType.Addresses, addresses);
            Add(packet, ref at, CdpTlvType.ManagementAddresses, addresses);
        }
    }

    private static byte[] Address(byte[] address) => [.. address.Length == 4 ? CdpTlvType.IPv4 : CdpTlvType.IPv6, 0, (byte)address.Length, .. address];

    private static byte[] BigEndian(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static void Add(Span<byte> packet, ref int at, int type, ReadOnlySpan<byte> value)
    {
        int length = TlvHeaderBytes + value.Length;
        if (at + length > packet.Length)
        {
            return;
        }

        BinaryPrimitives.WriteUInt16BigEndian(packet[at..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(packet[(at + 2)..], (ushort)length);
        value.CopyTo(packet[(at + TlvHeaderBytes)..]);
        at += length;
    }
}
