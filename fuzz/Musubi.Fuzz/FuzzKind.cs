namespace Musubi.Fuzz;

/// <summary>What one operation does. Numbers that follow it are taken modulo what makes sense, so any number will do.</summary>
internal enum FuzzKind
{
    /// <summary>Bits of a: packed, no merged buffers, no event index, unsealed memory, two queue pairs, legacy header. First, if at all.</summary>
    Shape,

    /// <summary>The whole handshake, as QEMU does it.</summary>
    Negotiate,

    /// <summary>Message a, payload of kind b made of values c and d, descriptors by c.</summary>
    Send,

    /// <summary>a bytes out of seed b, straight into the socket.</summary>
    Raw,

    /// <summary>Workers do not end their turns until <see cref="Release"/>.</summary>
    Hold,
    Release,

    /// <summary>The front end goes away.</summary>
    Close,

    /// <summary>A new port, guest and connection.</summary>
    Reconnect,

    /// <summary>Ring a, descriptor b, field c, value d.</summary>
    Descriptor,

    /// <summary>Ring a, slot b of the available ring, value c.</summary>
    Entry,

    /// <summary>Ring a, adds b to the available index.</summary>
    Index,

    /// <summary>c bytes out of seed b anywhere in guest memory, at a.</summary>
    Corrupt,

    /// <summary>Ring a, a buffer of b pieces of length c, indirect when d is odd; as a good driver does it.</summary>
    Buffer,

    /// <summary>The worker takes up to a frames; gives the buffers back when b is even.</summary>
    Receive,
    Complete,

    /// <summary>The worker sends a frames of size b, offload header out of seed c, tagged when d is odd.</summary>
    Transmit,
    Flush,
    Arm,
    Disarm,

    /// <summary>A frame each way, which must arrive whole as long as nobody has done wrong.</summary>
    Exchange,

    /// <summary>The memory's file is cut to a pages.</summary>
    Shrink,

    /// <summary>A dirty log, of value a bytes when c is odd, and logging on when b is odd.</summary>
    Log,

    /// <summary>The guest writes its rings, out of seed a, while the worker uses them.</summary>
    Race,

    /// <summary>Stops ring a and starts it again at base value b; at its own when c is even.</summary>
    Restart,
}
