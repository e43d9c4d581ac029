namespace Musubi.Switch.Control.Discovery;

/// <summary>Numbers of CDP's TLVs, as Cisco's documents and Wireshark's dissector name them.</summary>
internal static class CdpTlvType
{
    public const int DeviceId = 0x01;
    public const int Addresses = 0x02;
    public const int PortId = 0x03;
    public const int Capabilities = 0x04;
    public const int Version = 0x05;
    public const int Platform = 0x06;
    public const int NativeVlan = 0x0a;
    public const int Mtu = 0x11;
    public const int SystemName = 0x14;
    public const int ManagementAddresses = 0x16;

    /// <summary>Switch, a bit of the capabilities.</summary>
    public const uint Switch = 0x08;

    /// <summary>NLPID of IPv4: kind 1, one byte.</summary>
    public static ReadOnlySpan<byte> IPv4 => [1, 1, 0xcc];

    /// <summary>IPv6: kind 2 (802.2), eight bytes of LLC and SNAP.</summary>
    public static ReadOnlySpan<byte> IPv6 => [2, 8, 0xaa, 0xaa, 0x03, 0x00, 0x00, 0x00, 0x86, 0xdd];
}
