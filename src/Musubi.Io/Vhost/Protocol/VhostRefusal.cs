namespace Musubi.Io.Vhost.Protocol;

/// <summary>Why a session ended or a message was refused. Names go into logs and status as they stand.</summary>
public enum VhostRefusal
{
    None = 0,

    /// <summary>The socket failed in a way that is not the end of the stream.</summary>
    SocketFailed,

    /// <summary>The front end closed within a message.</summary>
    MessageCutShort,

    /// <summary>The header's version is not 1, or it says that it is a reply.</summary>
    BadHeader,

    /// <summary>The payload is longer than any message's.</summary>
    MessageTooLong,

    /// <summary>More descriptors came than a message may carry.</summary>
    TooManyDescriptors,

    /// <summary>The payload has another length than the message's kind demands.</summary>
    BadPayloadSize,

    /// <summary>Fewer or more descriptors came than the message's kind demands.</summary>
    BadDescriptorCount,

    /// <summary>The front end does not read the answers that it asks for.</summary>
    ReplyNotTaken,

    /// <summary>A message type that no back end for network devices knows, or that was not agreed on.</summary>
    UnsupportedRequest,

    /// <summary>Features were set that had not been offered.</summary>
    FeatureNotOffered,

    /// <summary>Protocol features were set that had not been offered.</summary>
    ProtocolFeatureNotOffered,

    /// <summary>A ring was named that the port does not have.</summary>
    NoSuchRing,

    /// <summary>A ring size of zero, too large, or no power of two where it must be one.</summary>
    BadRingSize,

    /// <summary>A part of a ring is misaligned or does not lie whole within the memory table.</summary>
    BadRingAddress,

    /// <summary>More regions than the port takes.</summary>
    TooManyRegions,

    /// <summary>A region or the log is out of range, overlaps, or cannot be mapped; the detail says which rule it breaks.</summary>
    BadMemory,

    /// <summary>The file behind a region can be made shorter under its reader, and the port does not allow such memory.</summary>
    MemoryNotSealed,

    /// <summary>The file behind a region or the log is not memory: reading it could wait for a disk or for another process.</summary>
    FileIsNotMemory,

    /// <summary>A region to be removed is not there.</summary>
    NoSuchRegion,

    /// <summary>The process watches as much shared memory as it can.</summary>
    TooMuchMemoryWatched,

    /// <summary>An MTU outside of 68..65535.</summary>
    BadMtu,

    /// <summary>Enable with a number that is neither 0 nor 1.</summary>
    BadEnable,

    /// <summary>A descriptor that should be an eventfd is something else.</summary>
    NotAnEventDescriptor,

    /// <summary>The guest's driver broke the rules of its queues, or its memory was taken away: see the port's fault.</summary>
    PortFaulted,
}
