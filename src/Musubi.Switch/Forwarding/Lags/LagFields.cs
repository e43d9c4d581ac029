namespace Musubi.Switch.Forwarding.Lags;

/// <summary>What of a frame decides by which member of a LAG it leaves.</summary>
[Flags]
public enum LagFields : byte
{
    None = 0,
    SourceMac = 1,
    DestinationMac = 2,

    /// <summary>IP; of other frames the MAC.</summary>
    SourceAddress = 4,

    /// <summary>IP; of other frames the MAC.</summary>
    DestinationAddress = 8,

    /// <summary>TCP, UDP and SCTP, but for fragments.</summary>
    SourcePort = 16,

    /// <summary>TCP, UDP and SCTP, but for fragments.</summary>
    DestinationPort = 32,

    Vlan = 64,
}
