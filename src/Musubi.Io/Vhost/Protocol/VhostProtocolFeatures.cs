namespace Musubi.Io.Vhost.Protocol;

/// <summary>Extensions of the protocol itself (VHOST_USER_PROTOCOL_F_…), agreed on apart from the device's features.</summary>
[Flags]
public enum VhostProtocolFeatures : ulong
{
    None = 0,
    Mq = 1ul << 0,

    /// <summary>The dirty-page log is shared memory whose descriptor comes with SET_LOG_BASE.</summary>
    LogShmfd = 1ul << 1,
    Rarp = 1ul << 2,

    /// <summary>Any message may ask for an answer, zero for success.</summary>
    ReplyAck = 1ul << 3,
    NetMtu = 1ul << 4,
    BackendReq = 1ul << 5,
    CrossEndian = 1ul << 6,
    CryptoSession = 1ul << 7,
    PageFault = 1ul << 8,
    Config = 1ul << 9,
    BackendSendFd = 1ul << 10,
    HostNotifier = 1ul << 11,
    InflightShmfd = 1ul << 12,
    ResetDevice = 1ul << 13,
    InbandNotifications = 1ul << 14,

    /// <summary>Memory regions come and go one at a time, and there may be more than eight.</summary>
    ConfigureMemSlots = 1ul << 15,
    Status = 1ul << 16,
}
