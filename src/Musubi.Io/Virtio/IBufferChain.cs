namespace Musubi.Io.Virtio;

/// <summary>The descriptors of one buffer, one after the other, each read once and checked. A copy made before the first step starts anew.</summary>
internal interface IBufferChain
{
    QueueFault Fault { get; }

    /// <summary>The next descriptor's bytes; false at the end and after a fault.</summary>
    bool MoveNext(bool writable, out BufferSegment segment);
}
