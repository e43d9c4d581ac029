namespace Musubi.Io.Ports;

/// <summary>Why a port stopped working.</summary>
public enum PortFault
{
    None = 0,

    /// <summary>The interface behind the descriptor was deleted.</summary>
    InterfaceGone,

    /// <summary>A read or write failed in a way that is not expected to pass.</summary>
    DescriptorFailed,

    /// <summary>The guest's driver broke the rules of its queues.</summary>
    GuestBrokeRules,

    /// <summary>The guest's memory was taken away while it was in use.</summary>
    MemoryShrunk,
}
