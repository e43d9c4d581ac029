namespace Musubi.Switch.Control.Discovery;

/// <summary>Numbers of LLDP: TLV types (802.1AB, table 8-1), subtypes, and those of 802.1 and 802.3 (802.1Q annex D, 802.3 clause 79).</summary>
internal static class LldpTlvType
{
    public const int End = 0;
    public const int ChassisId = 1;
    public const int PortId = 2;
    public const int Ttl = 3;
    public const int PortDescription = 4;
    public const int SystemName = 5;
    public const int SystemDescription = 6;
    public const int Capabilities = 7;
    public const int ManagementAddress = 8;
    public const int Organisation = 127;

    public const byte ChassisMac = 4;
    public const byte ChassisNetworkAddress = 5;
    public const byte ChassisLocal = 7;
    public const byte PortMac = 3;
    public const byte PortNetworkAddress = 4;
    public const byte PortInterfaceName = 5;

    public const int Oui8021 = 0x0080c2;
    public const byte PortVlan = 1;
    public const byte VlanName = 3;
    public const byte Aggregation8021 = 7;

    public const int Oui8023 = 0x00120f;
    public const byte Aggregation8023 = 3;
    public const byte MaxFrame = 4;

    /// <summary>Of the bits of a link aggregation TLV.</summary>
    public const byte AggregationCapable = 1;

    public const byte AggregationEnabled = 2;

    /// <summary>MAC bridge, a bit of the capabilities.</summary>
    public const ushort Bridge = 1 << 2;
}
