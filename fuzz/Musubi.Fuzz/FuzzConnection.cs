using System.Buffers.Binary;
using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Ports;
using Musubi.Io.Vhost;
using Musubi.Io.Vhost.FrontEnd;
using Musubi.Io.Vhost.Protocol;
using Musubi.Io.Vhost.Session;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Fuzz;

/// <summary>
/// One port, its session, and the front end and guest that are set on it. A page of the guest's file before what is shared
/// and one behind it must keep their bytes, whatever happens.
/// </summary>
internal sealed class FuzzConnection : IVhostObserver, IDisposable
{
    private const int Page = 4096;
    private const byte Canary = 0xa5;

    private readonly EventFd[] _signals = [new(), new()];
    private readonly FileDescriptor _other = MemoryFile.Create("fuzz-other", Page);

    public FuzzConnection(FuzzShape shape, IWorkerBarrier barrier)
    {
        Shape = shape;
        Memory = new DriverMemory(shape.Driver.MemoryBytes + (2 * Page), !shape.Unsealed);
        Memory.Allocate(Page);
        Driver = new DriverPort(Memory, shape.Driver);
        Memory.Slice(0, Page).Fill(Canary);
        Memory.Slice(Memory.Bytes - Page, Page).Fill(Canary);
        (FileDescriptor front, FileDescriptor back) = VhostSockets.Pair();
        Session = new VhostSession(back, Port, barrier, this, new VhostSessionOptions { QueuePairs = shape.QueuePairs, AllowUnsealedMemory = shape.Unsealed });
        FrontEnd = new VhostFrontEnd(front) { Pump = Pump, AnswerLimit = TimeSpan.Zero };
    }

    public FuzzShape Shape { get; }

    public DriverMemory Memory { get; }

    public DriverPort Driver { get; }

    public VhostPort Port { get; } = new([]);

    public VhostSession Session { get; }

    public VhostFrontEnd FrontEnd { get; }

    /// <summary>How often the session said that it has ended.</summary>
    public int Gone { get; private set; }

    public VhostRefusal Reason { get; private set; }

    /// <summary>The memory as it is shared: without the pages at its ends.</summary>
    public SharedRegion Region => new(Memory.Descriptor,
        new VhostMemoryRegion(DriverMemory.GuestBase + Page, (ulong)(Memory.Bytes - (2 * Page)), DriverMemory.UserBase + Page, Page));

    public DriverQueue Ring(int number) => (number & 1) == 0 ? Driver.FromDevice : Driver.ToDevice;

    public void Negotiate()
    {
        uint start = (Shape.Driver.Features & VirtioFeatures.PackedRing) != 0 ? 0x8000u : 0;
        FrontEnd.SetProtocolFeatures(VhostOffer.ProtocolFeatures);
        FrontEnd.SetFeatures((ulong)(Shape.Driver.Features | VirtioFeatures.ProtocolFeatures));
        FrontEnd.SetMemTable(Region);
        FrontEnd.StartRing(0, Driver.FromDevice, start, Driver.Kick, Driver.Called);
        FrontEnd.StartRing(1, Driver.ToDevice, start, Driver.Kick, Driver.Called);
        FrontEnd.SetVringEnable(0, true);
        FrontEnd.SetVringEnable(1, true);
    }

    /// <summary>Any message, with a payload that is sometimes of the right length.</summary>
    public void Send(FuzzOperation operation)
    {
        VhostRequest request = (VhostRequest)((uint)operation.A % 45);
        byte[] payload = new byte[(uint)operation.B % 12 switch
        {
            0 => 0,
            1 or 2 or 3 or 4 => 8,
            5 => 40,
            6 => 16,
            7 => 4,
            8 => 264,
            9 => (uint)operation.D % 1100,
            _ => 40u,
        }];
        for (int i = 0; i + 8 <= payload.Length; i += 8)
        {
            // Small numbers in halves make ring numbers and states; edges make the rest.
            ulong value = (operation.C & 1) == 0 ? FuzzValues.At(operation.C + (i * operation.D)) : ((uint)operation.D % 5) | (FuzzValues.At(operation.C) << 32);
            BinaryPrimitives.WriteUInt64LittleEndian(payload.AsSpan(i), value);
        }

        int[] descriptors = [.. Enumerable.Range(0, (int)((uint)operation.D % 11)).Select(i => ((operation.C >> i) & 3) switch
        {
            0 or 1 => _signals[i & 1].Descriptor,
            2 => Memory.Descriptor.Number,
            _ => _other.Number,
        })];
        FrontEnd.Post(request, (operation.B & 16) != 0 ? VhostHeader.NeedReply : 0, payload, (operation.B & 32) != 0 ? descriptors : descriptors.AsSpan(0, Math.Min(1, descriptors.Length)));
    }

    /// <summary>Lets the session take what was sent, and the front end drop what was answered.</summary>
    public void Pump()
    {
        // Each turn takes something or ends the session; a full socket holds a bounded number.
        for (int i = 0; i < 10_000 && !Session.Ended && !Session.AwaitsWorkers && Readiness.WaitReadable(Session.PollDescriptor, TimeSpan.Zero); i++)
        {
            Session.Handle();
        }
    }

    public void DropAnswers()
    {
        while (FrontEnd.Channel.TryReceive(out VhostMessage? answer) == VhostReceiveStatus.Message)
        {
            answer!.Dispose();
        }
    }

    public void AssertCanaries()
    {
        bool whole = Memory.Slice(0, Page).IndexOfAnyExcept(Canary) < 0 && Memory.Slice(Memory.Bytes - Page, Page).IndexOfAnyExcept(Canary) < 0;
        FuzzFailure.Unless(whole, "bytes outside of the shared region were written");
    }

    public void FrontEndCame()
    {
    }

    public void RunningChanged(bool running)
    {
    }

    public void AnnounceAsked(ulong mac) => FuzzFailure.Unless(mac >> 48 == 0, "an address of more than six bytes was announced");

    public void FrontEndGone(VhostRefusal reason, string detail) => (Gone, Reason) = (Gone + 1, reason);

    public void Dispose()
    {
        FrontEnd.Dispose();
        Session.Dispose();
        Port.Dispose();
        Driver.Dispose();
        Memory.Dispose();
        Array.ForEach(_signals, signal => signal.Dispose());
        _other.Dispose();
    }
}
