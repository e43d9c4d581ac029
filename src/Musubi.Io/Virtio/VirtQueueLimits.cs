namespace Musubi.Io.Virtio;

/// <summary>Bounds of what a driver may ask of a queue.</summary>
internal static class VirtQueueLimits
{
    /// <summary>Descriptors of a queue (virtio 1.2, 2.7 and 2.8.10.1).</summary>
    public const int MostDescriptors = 32768;

    /// <summary>Descriptors of one chain or indirect table, however many the queue has; drivers use some twenty. It bounds the time that a guest can take of its worker.</summary>
    public const int MostOfChain = 1024;

    /// <summary>Descriptors over which one frame may be spread: a frame of 64 KB in buffers of 256 bytes.</summary>
    public const int MostSegments = 1024;

    /// <summary>Buffers that a mergeable receive may take for one frame.</summary>
    public const int MostBuffers = 256;
}
