namespace Musubi.Model.Policy;

/// <summary>Which addresses of a frame decide by which member of a LAG it leaves.</summary>
public enum LagHashFields
{
    Mac,

    /// <summary>IP addresses; of frames that are not IP the MACs.</summary>
    Ip,

    /// <summary>And the ports of TCP, UDP and SCTP.</summary>
    IpPort,
}
