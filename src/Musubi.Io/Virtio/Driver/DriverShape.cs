namespace Musubi.Io.Virtio.Driver;

/// <summary>How a made-up driver lays out its queues and buffers.</summary>
public sealed record DriverShape
{
    public VirtioFeatures Features { get; init; } = VirtioFeatures.Version1 | VirtioFeatures.MergeableReceive | VirtioFeatures.EventIndex
        | VirtioFeatures.IndirectDescriptors | VirtioFeatures.Checksum | VirtioFeatures.GuestChecksum | VirtioFeatures.GuestTso4 | VirtioFeatures.GuestTso6
        | VirtioFeatures.GuestEcn | VirtioFeatures.GuestUso4 | VirtioFeatures.GuestUso6;

    public int QueueSize { get; init; } = 256;

    public int SendBuffers { get; init; } = 256;

    public int SendBytes { get; init; } = 66_000;

    public int ReceiveBuffers { get; init; } = 128;

    /// <summary>Of one buffer: less than a frame where buffers are merged.</summary>
    public int ReceiveBytes { get; init; } = 2_048;

    /// <summary>The offload header in a descriptor of its own, as some drivers do.</summary>
    public bool HeaderApart { get; init; }

    /// <summary>Bytes of memory that all of it takes.</summary>
    public int MemoryBytes => ((SendBuffers * (SendBytes + 64)) + (ReceiveBuffers * (ReceiveBytes + 64)) + (QueueSize * 128) + 65_536 + 4_095) & -4_096;

    public int HeaderBytes => (Features & (VirtioFeatures.MergeableReceive | VirtioFeatures.Version1)) != 0 ? 12 : 10;
}
