namespace Musubi.Switch.Control.Discovery;

/// <summary>Why a received discovery frame was not taken. Each has a counter: its name in kebab case.</summary>
public enum DiscoveryFault
{
    None,

    /// <summary>A TLV reaches beyond the end, or there is no room for what every LLDPDU has.</summary>
    LldpCutShort,

    /// <summary>The first three TLVs are not chassis id, port id and TTL (802.1AB, 8.2).</summary>
    LldpOutOfOrder,

    /// <summary>Chassis id, port id or TTL stands a second time.</summary>
    LldpRepeatedTlv,

    /// <summary>Chassis id, port id or TTL has a length that it cannot have.</summary>
    LldpBadLength,

    /// <summary>A TLV is shorter than its own header, or reaches beyond the end.</summary>
    CdpCutShort,

    /// <summary>Neither version 1 nor 2.</summary>
    CdpBadVersion,

    CdpBadChecksum,

    /// <summary>No device id, or no port id.</summary>
    CdpNobody,

    /// <summary>A frame that is neither LLDP nor CDP.</summary>
    DiscoveryUnknown,
}
