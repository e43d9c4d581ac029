namespace Musubi.Io.Virtio;

/// <summary>How a driver broke the rules of its queue. The queue is not used again.</summary>
public enum QueueFault
{
    None = 0,

    /// <summary>More buffers were made available than the queue has room for.</summary>
    AvailableIndex,

    /// <summary>A buffer begins at a descriptor that the queue does not have.</summary>
    HeadOutOfRange,

    /// <summary>A chain is longer than its table, so it runs in a circle.</summary>
    ChainTooLong,

    /// <summary>A descriptor names a next one that its table does not have.</summary>
    NextOutOfRange,

    /// <summary>A descriptor's bytes do not lie within one region of the guest's memory.</summary>
    AddressOutOfRange,

    /// <summary>An indirect table within an indirect table, not allowed, or of a size that no table has.</summary>
    BadIndirect,

    /// <summary>A buffer to be read was writable, or the other way round.</summary>
    WrongDirection,

    /// <summary>A buffer has no room for the header that precedes every frame.</summary>
    NoRoomForHeader,

    /// <summary>Packed: a buffer id that the queue does not have.</summary>
    BufferIdOutOfRange,
}
