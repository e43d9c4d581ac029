using Musubi.Io.Native;
using Musubi.Io.Vhost;

namespace Musubi.Io.Virtio;

/// <summary>What a back end needs to serve one queue. The descriptors stay the maker's and outlive the queue.</summary>
public sealed record QueueSetup
{
    /// <summary>Descriptors: split, a power of two to 32768; packed, 1..32768.</summary>
    public required int Size { get; init; }

    public required VirtioFeatures Features { get; init; }

    public required GuestMemory Memory { get; init; }

    /// <summary>Descriptor table or packed ring, in the front end's addresses.</summary>
    public required ulong Descriptors { get; init; }

    /// <summary>Available ring, or the driver's event suppression.</summary>
    public required ulong Available { get; init; }

    /// <summary>Used ring, or the device's event suppression.</summary>
    public required ulong Used { get; init; }

    /// <summary>Where to go on: the available index, for packed rings with its wrap counter in bit 15, and those of the used side above.</summary>
    public uint Base { get; init; }

    /// <summary>The driver kicks here; null: it never does.</summary>
    public FileDescriptor? Kick { get; init; }

    /// <summary>The driver is called here; null: it polls.</summary>
    public FileDescriptor? Call { get; init; }

    /// <summary>Where writes into guest memory are noted; null while nobody asks.</summary>
    public DirtyLog? Log { get; init; }

    /// <summary>Bytes of the header before each frame: 12, or 10 for a legacy driver without mergeable buffers (virtio 1.2, 5.1.6.1).</summary>
    public int HeaderBytes => Has(VirtioFeatures.MergeableReceive) || Has(VirtioFeatures.Version1) ? 12 : 10;

    public bool Has(VirtioFeatures feature) => (Features & feature) != 0;
}
