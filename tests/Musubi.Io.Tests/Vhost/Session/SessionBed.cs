using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Tests.Support;
using Musubi.Io.Vhost;
using Musubi.Io.Vhost.FrontEnd;
using Musubi.Io.Vhost.Protocol;
using Musubi.Io.Vhost.Session;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Vhost.Session;

/// <summary>A session and its front end over a socket pair, on one thread, and a driver that shares its memory through them.</summary>
public sealed class SessionBed : IDisposable
{
    public const VhostProtocolFeatures Protocol = VhostProtocolFeatures.Mq | VhostProtocolFeatures.LogShmfd | VhostProtocolFeatures.Rarp
        | VhostProtocolFeatures.ReplyAck | VhostProtocolFeatures.NetMtu | VhostProtocolFeatures.ConfigureMemSlots | VhostProtocolFeatures.Status;

    public SessionBed(DriverShape? shape = null, VhostSessionOptions? options = null, bool isSealed = true)
    {
        Shape = shape ?? new DriverShape { ReceiveBuffers = 128 };
        Memory = new DriverMemory(Shape.MemoryBytes, isSealed);
        Driver = new DriverPort(Memory, Shape);
        Near = new PortDriver(Port);
        Far = new PortDriver(Driver);
        (FileDescriptor front, FileDescriptor back) = VhostSockets.Pair();
        Session = new VhostSession(back, Port, Barrier, Events, options ?? new VhostSessionOptions());
        FrontEnd = new VhostFrontEnd(front) { Pump = Pump };
    }

    public DriverShape Shape { get; }

    public DriverMemory Memory { get; }

    public DriverPort Driver { get; }

    public VhostPort Port { get; } = new([]);

    /// <summary>The switch's side.</summary>
    public PortDriver Near { get; }

    /// <summary>The guest's side.</summary>
    public PortDriver Far { get; }

    public ManualBarrier Barrier { get; } = new();

    public RecordedEvents Events { get; } = new();

    public VhostSession Session { get; }

    public VhostFrontEnd FrontEnd { get; }

    public VirtioFeatures Features => Shape.Features | VirtioFeatures.ProtocolFeatures;

    /// <summary>Why the session ended.</summary>
    public VhostRefusal Reason => Assert.Single(Events.Gone).Reason;

    /// <summary>Everything up to the first frame, in QEMU's order.</summary>
    public void Negotiate(VirtioFeatures more = VirtioFeatures.None)
    {
        Agree(more);
        FrontEnd.SetMemTable(SharedRegion.Of(Memory));
        StartRings();
    }

    public void Agree(VirtioFeatures more = VirtioFeatures.None)
    {
        FrontEnd.GetFeatures();
        FrontEnd.GetProtocolFeatures();
        FrontEnd.SetProtocolFeatures(Protocol);
        FrontEnd.SetOwner();
        FrontEnd.SetFeatures((ulong)(Features | more));
    }

    public void StartRings(uint toGuest = 0, uint fromGuest = 0)
    {
        uint wrap = Shape.Features.HasFlag(VirtioFeatures.PackedRing) ? 0x8000u : 0;
        FrontEnd.StartRing(0, Driver.FromDevice, toGuest | wrap, Driver.Kick, Driver.Called);
        FrontEnd.StartRing(1, Driver.ToDevice, fromGuest | wrap, Driver.Kick, Driver.Called);
        FrontEnd.SetVringEnable(0, true);
        FrontEnd.SetVringEnable(1, true);
    }

    /// <summary>Lets the session take all that was sent to it.</summary>
    public void Pump()
    {
        while (!Session.Ended && !Session.AwaitsWorkers && Readiness.WaitReadable(Session.PollDescriptor, TimeSpan.Zero))
        {
            Session.Handle();
        }
    }

    public void AssertFramesPass()
    {
        SentFrame out1 = SentFrame.Small(1);
        SentFrame in1 = SentFrame.Small(2, 1_400);
        Assert.Equal(1, Near.Send(out1).Sent);
        Port.Flush();
        Assert.Equal(out1.Bytes, Far.TakeOne().Bytes);
        Assert.Equal(1, Far.Send(in1).Sent);
        Assert.Equal(in1.Bytes, Near.TakeOne().Bytes);
    }

    public void Dispose()
    {
        FrontEnd.Dispose();
        Session.Dispose();
        Near.Dispose();
        Far.Dispose();
        Memory.Dispose();
    }
}
