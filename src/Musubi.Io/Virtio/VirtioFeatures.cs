namespace Musubi.Io.Virtio;

/// <summary>Feature bits that a virtio-net device and its driver agree on (virtio 1.2, 5.1.3 and 6; <see cref="GuestUso4"/> and <see cref="GuestUso6"/>: virtio 1.3, 5.1.3).</summary>
[Flags]
public enum VirtioFeatures : ulong
{
    None = 0,

    /// <summary>The device completes partial checksums of what the driver sends.</summary>
    Checksum = 1UL << 0,

    /// <summary>The driver takes frames with partial checksums.</summary>
    GuestChecksum = 1UL << 1,

    Mtu = 1UL << 3,
    GuestTso4 = 1UL << 7,
    GuestTso6 = 1UL << 8,
    GuestEcn = 1UL << 9,
    HostTso4 = 1UL << 11,
    HostTso6 = 1UL << 12,
    HostEcn = 1UL << 13,

    /// <summary>The device may spread a frame over several of the driver's buffers.</summary>
    MergeableReceive = 1UL << 15,

    GuestAnnounce = 1UL << 21,
    MultiQueue = 1UL << 22,
    NotifyOnEmpty = 1UL << 24,

    /// <summary>Writes into guest memory are noted in the dirty log (vhost).</summary>
    LogAll = 1UL << 26,

    AnyLayout = 1UL << 27,
    IndirectDescriptors = 1UL << 28,
    EventIndex = 1UL << 29,

    /// <summary>Protocol features are spoken (vhost-user).</summary>
    ProtocolFeatures = 1UL << 30,

    Version1 = 1UL << 32,
    PackedRing = 1UL << 34,
    InOrder = 1UL << 35,
    GuestUso4 = 1UL << 54,
    GuestUso6 = 1UL << 55,
    HostUso = 1UL << 56,
}
