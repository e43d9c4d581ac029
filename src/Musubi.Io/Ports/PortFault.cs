namespace Musubi.Io.Ports;

/// <summary>Why a port stopped working.</summary>
public enum PortFault
{
    None = 0,

    /// <summary>The interface behind the descriptor was deleted.</summary>
    InterfaceGone,

    /// <summary>A read or write failed in a way that is not expected to pass.</summary>
    DescriptorFailed,
}
