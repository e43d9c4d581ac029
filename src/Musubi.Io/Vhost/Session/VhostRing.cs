using Musubi.Io.Native;
using Musubi.Io.Vhost.Protocol;
using Musubi.Io.Virtio;

namespace Musubi.Io.Vhost.Session;

/// <summary>What a front end has told of one ring, and the queue made out of it. Control thread, while no worker uses the queue.</summary>
internal sealed class VhostRing(int index) : IDisposable
{
    private FileDescriptor? _kick;
    private FileDescriptor? _call;
    private FileDescriptor? _error;
    private int _size;
    private uint _base;
    private VringAddress? _address;

    /// <summary>Even rings carry frames to the guest, odd ones from it (virtio 1.2, 5.1.2).</summary>
    public bool ToGuest => index % 2 == 0;

    /// <summary>The kick descriptor, or word that there is none, has come since the ring was last stopped.</summary>
    public bool Started { get; private set; }

    public bool Enabled { get; set; }

    /// <summary>The queue as it is served; null when something it was made of has changed.</summary>
    public VirtQueue? Queue { get; private set; }

    /// <summary>All that a queue is made of is known.</summary>
    public bool CanRun => Started && Enabled && _size > 0 && _address is not null;

    public void SetSize(int size)
    {
        Rework();
        _size = size;
    }

    public void SetBase(uint @base)
    {
        Rework();
        _base = @base;
    }

    public void SetAddress(VringAddress address)
    {
        Rework();
        _address = address;
    }

    /// <param name="kick">Owned from now on; null when the front end polls.</param>
    public void Start(FileDescriptor? kick)
    {
        Rework();
        _kick?.Dispose();
        _kick = kick;
        Started = true;
    }

    /// <param name="call">Owned from now on; null when the driver polls.</param>
    public void SetCall(FileDescriptor? call)
    {
        Rework();
        _call?.Dispose();
        _call = call;
    }

    /// <param name="error">Owned from now on.</param>
    public void SetError(FileDescriptor? error)
    {
        _error?.Dispose();
        _error = error;
    }

    /// <summary>Stops the ring until it is started anew, and returns where another back end would go on.</summary>
    public uint Stop()
    {
        Rework();
        _kick?.Dispose();
        _kick = null;
        Started = false;
        return _base;
    }

    /// <summary>The queue has to be made anew, and goes on where it is now.</summary>
    public void Rework()
    {
        _base = Queue?.Base ?? _base;
        Queue = null;
    }

    /// <exception cref="ArgumentException">The ring does not lie in the guest's memory as it must.</exception>
    public void Build(VirtioFeatures features, GuestMemory memory, DirtyLog? log)
    {
        VringAddress address = _address!.Value;
        QueueSetup setup = new()
        {
            Size = _size,
            Features = features,
            Memory = memory,
            Descriptors = address.Descriptors,
            Available = address.Available,
            Used = address.Used,
            Base = _base,
            Kick = _kick,
            Call = _call,
            Log = log,
        };
        Queue = VirtQueue.Open(setup);
    }

    /// <summary>Calls the driver, and kicks the queue in its place.</summary>
    public void Wake()
    {
        SignalDescriptor.Signal(_call);
        SignalDescriptor.Signal(_kick);
    }

    public void SignalError() => SignalDescriptor.Signal(_error);

    public bool HasBadSize(VirtioFeatures features) => (features & VirtioFeatures.PackedRing) == 0 && (_size & (_size - 1)) != 0;

    public void Dispose()
    {
        _kick?.Dispose();
        _call?.Dispose();
        _error?.Dispose();
    }
}
