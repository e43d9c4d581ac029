namespace Musubi.Switch.Forwarding.Punting;

/// <summary>Addresses and EtherTypes of protocols between switches.</summary>
public static class ProtocolAddresses
{
    /// <summary>01-80-C2-00-00-00, the first of the sixteen addresses that no bridge forwards (802.1Q, 8.6.3); the others differ in the last four bits.</summary>
    public const ulong ReservedGroups = 0x0180_C200_0000;

    /// <summary>01-80-C2-00-00-02.</summary>
    public const ulong SlowProtocols = 0x0180_C200_0002;

    /// <summary>01-80-C2-00-00-0E: the nearest bridge, to which LLDP is sent unless told.</summary>
    public const ulong NearestBridge = 0x0180_C200_000E;

    /// <summary>01-80-C2-00-00-03: the nearest bridge that is no two-port relay.</summary>
    public const ulong NearestNonRelayBridge = 0x0180_C200_0003;

    /// <summary>01-80-C2-00-00-00: the nearest customer bridge.</summary>
    public const ulong NearestCustomerBridge = ReservedGroups;

    /// <summary>01-00-0C-CC-CC-CC: CDP, VTP, DTP, PAgP, UDLD.</summary>
    public const ulong Cisco = 0x0100_0CCC_CCCC;

    public const ushort SlowProtocolsEtherType = 0x8809;

    public const ushort LldpEtherType = 0x88CC;

    /// <summary>IEEE 802 local experimental EtherType 2: nobody's but ours on a network that we are on.</summary>
    public const ushort BeaconEtherType = 0x88B6;
}
