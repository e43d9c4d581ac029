namespace Musubi.Switch.Control.Lacp;

/// <summary>The receive machine (802.1AX-2014, 6.4.12). LACP is on wherever a port is in a LAG, so one of its states is missing.</summary>
public enum LacpReceiveState
{
    /// <summary>No link.</summary>
    PortDisabled,

    /// <summary>The partner has not spoken for too long, or not yet.</summary>
    Expired,

    /// <summary>No partner speaks.</summary>
    Defaulted,

    /// <summary>The partner speaks.</summary>
    Current,
}
