namespace Musubi.Io.Virtio;

/// <summary>Bounds of what a driver may ask of a queue.</summary>
internal static class VirtQueueLimits
{
    /// <summary>Descriptors of a queue (virtio 1.2, 2.7 and 2.8.10.1).</summary>
    public const int MostDescriptors = 32768;

    /// <summary>Entries of an indirect table; drivers use some twenty.</summary>
    public const int MostIndirect = 1024;

    /// <summary>Descriptors over which one frame may be spread: a frame of 64 KB in buffers of 256 bytes.</summary>
    public const int MostSegments = 1024;

    /// <summary>Buffers that a mergeable receive may take for one frame.</summary>
    public const int MostBuffers = 256;
}
