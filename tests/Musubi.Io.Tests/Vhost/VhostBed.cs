using Musubi.Io.Memory;
using Musubi.Io.Polling;
using Musubi.Io.Vhost;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Vhost;

/// <summary>A vhost port and the driver that shares its memory with it, without a socket between them.</summary>
public sealed class VhostBed : IDisposable
{
    private readonly GuestRegion _region;
    private readonly VhostModel _model;

    public VhostBed(DriverShape? shape = null)
    {
        Shape = shape ?? new DriverShape { ReceiveBuffers = 256 };
        Memory = new DriverMemory(Shape.MemoryBytes);
        Driver = new DriverPort(Memory, Shape);
        _region = GuestRegion.Map(Memory.Descriptor, DriverMemory.GuestBase, (ulong)Memory.Bytes, DriverMemory.UserBase, 0, allowUnsealed: false);
        _model = new VhostModel
        {
            Features = Shape.Features,
            FromGuest = [Queue(Driver.ToDevice)],
            ToGuest = [Queue(Driver.FromDevice)],
        };
        Port = new VhostPort([]);
        Port.Use(_model);
    }

    public DriverShape Shape { get; }

    public DriverMemory Memory { get; }

    public DriverPort Driver { get; }

    public VhostPort Port { get; }

    /// <summary>The queue that the guest fills.</summary>
    public VirtQueue FromGuest => _model.FromGuest[0];

    /// <summary>The queue that the guest empties.</summary>
    public VirtQueue ToGuest => _model.ToGuest[0];

    public void SetRunning(bool running) => Port.Use(running ? _model : null);

    /// <summary>A queue anew, from where it stands.</summary>
    public VirtQueue Queue(DriverQueue driver, DirtyLog? log = null) => VirtQueue.Open(SetupOf(driver, log));

    public QueueSetup SetupOf(DriverQueue driver, DirtyLog? log = null) => new()
    {
        Size = driver.Size,
        Features = Shape.Features,
        Memory = new GuestMemory([_region]),
        Descriptors = DriverMemory.UserBase + (ulong)driver.DescriptorsOffset,
        Available = DriverMemory.UserBase + (ulong)driver.AvailableOffset,
        Used = DriverMemory.UserBase + (ulong)driver.UsedOffset,
        Base = Shape.Features.HasFlag(VirtioFeatures.PackedRing) ? 0x8000_8000 : 0,
        Kick = Driver.Kick.Handle,
        Call = Driver.Called.Handle,
        Log = log,
    };

    public void Dispose()
    {
        Port.Dispose();
        _region.Dispose();
        Driver.Dispose();
        Memory.Dispose();
    }
}
