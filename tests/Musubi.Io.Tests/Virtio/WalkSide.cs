using Musubi.Io.Polling;
using Musubi.Io.Vhost;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Virtio;

/// <summary>One queue with both its sides, and who of them sleeps.</summary>
internal sealed class WalkSide : IDisposable
{
    private readonly DriverQueue _driver;
    private readonly DriverShape _shape;
    private readonly GuestMemory _memory;
    private readonly EventFd _call = new();
    private bool _deviceSleeps;
    private bool _guestSleeps;
    private bool _guestRefuses;

    public WalkSide(DriverQueue driver, DriverShape shape, GuestRegion region)
    {
        (_driver, _shape, _memory) = (driver, shape, new GuestMemory([region]));
        Device = Open(shape.Features.HasFlag(VirtioFeatures.PackedRing) ? 0x8000_8000 : 0);
    }

    public VirtQueue Device { get; private set; }

    public void GuestPublishes()
    {
        bool had = _driver.FreeDescriptors < _driver.Size;
        _driver.Publish();
        bool kick = _driver.WantsKick;
        if (_deviceSleeps && had && Device.Arm())
        {
            Assert.True(kick, "a device that sleeps must be kicked");
            _deviceSleeps = false;
        }
    }

    /// <summary>The device called the guest if that sleeps and something came, and did not if the guest asked for peace.</summary>
    public void AssertCalled(int came)
    {
        bool called = Readiness.WaitReadable(_call.Descriptor, TimeSpan.Zero);
        _call.Drain();
        if (came > 0 && _guestSleeps)
        {
            Assert.True(called, "a guest that sleeps must be called");
            _guestSleeps = false;
        }

        Assert.False(called && (_guestRefuses || came == 0));
    }

    /// <summary>Of the guest: asks to be called, or not to be. Of the device: asks to be kicked.</summary>
    public void Sleep(int what)
    {
        if (what == 0)
        {
            _deviceSleeps = !Device.Arm();
            return;
        }

        (_guestRefuses, _guestSleeps) = (what == 2, false);
        _driver.WantCall(what == 1);
        _guestSleeps = what == 1 && !_driver.HasUsed;
    }

    /// <summary>Another device goes on where the former one stood; or the same one wakes.</summary>
    public void Restart(bool anew)
    {
        Device.Disarm();
        _deviceSleeps = false;
        if (anew)
        {
            Device = Open(Device.Base);
        }
    }

    public void Dispose() => _call.Dispose();

    private VirtQueue Open(uint start) => VirtQueue.Open(new QueueSetup
    {
        Size = _driver.Size,
        Features = _shape.Features,
        Memory = _memory,
        Descriptors = DriverMemory.UserBase + (ulong)_driver.DescriptorsOffset,
        Available = DriverMemory.UserBase + (ulong)_driver.AvailableOffset,
        Used = DriverMemory.UserBase + (ulong)_driver.UsedOffset,
        Base = start,
        Call = _call.Handle,
    });
}
