using Musubi.Io.Memory;
using Musubi.Io.Virtio;

namespace Musubi.Io.Vhost;

/// <summary>
/// The queues of a front end that run, as workers use them: immutable, swapped whole. Whoever replaces it waits until no worker
/// can hold the older one before its memory or descriptors go.
/// </summary>
public sealed class VhostModel
{
    public required VirtioFeatures Features { get; init; }

    /// <summary>Queues that the guest fills: its transmit queues.</summary>
    public required VirtQueue[] FromGuest { get; init; }

    /// <summary>Queues that the guest empties: its receive queues.</summary>
    public required VirtQueue[] ToGuest { get; init; }

    /// <summary>Tells whether memory was cut short under the queues; null where nobody else holds the file.</summary>
    public MemoryGuard? Guard { get; init; }
}
