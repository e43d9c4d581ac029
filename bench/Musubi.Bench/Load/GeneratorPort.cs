using Musubi.Io.Polling;
using Musubi.Io.Vhost.FrontEnd;
using Musubi.Io.Vhost.Protocol;
using Musubi.Io.Vhost.Session;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Bench.Load;

/// <summary>One vhost-user port of the generator: a made-up guest with one queue pair that sends and receives streams.</summary>
internal sealed class GeneratorPort : IDisposable
{
    private const int QueueSize = 1024;
    private const int MemoryBytes = 16 << 20;

    private readonly DriverMemory _memory = new(MemoryBytes);
    private readonly VhostFrontEnd _frontEnd;
    private readonly EventFd _called = new();

    /// <param name="socket">Where the switch listens.</param>
    public GeneratorPort(string socket, ulong source, int frameBytes)
    {
        SplitDriver toGuest = new(_memory, QueueSize, VirtioFeatures.Version1);
        SplitDriver fromGuest = new(_memory, QueueSize, VirtioFeatures.Version1);
        Receiver = new StreamReceiver(_memory, toGuest);
        Sender = new StreamSender(_memory, fromGuest, source, frameBytes);
        _frontEnd = new VhostFrontEnd(VhostSockets.Connect(socket));
        Negotiate();
        _frontEnd.SetMemTable(SharedRegion.Of(_memory));
        _frontEnd.StartRing(0, toGuest, 0, Sender.Kick, _called);
        _frontEnd.StartRing(1, fromGuest, 0, Sender.Kick, _called);
        _frontEnd.SetVringEnable(0, true);
        _frontEnd.SetVringEnable(1, true);
    }

    public StreamSender Sender { get; }

    public StreamReceiver Receiver { get; }

    public void Dispose()
    {
        _frontEnd.Dispose();
        _called.Dispose();
        Sender.Kick.Dispose();
        _memory.Dispose();
    }

    private void Negotiate()
    {
        _frontEnd.SetOwner();
        const VirtioFeatures Wanted = VirtioFeatures.Version1 | VirtioFeatures.ProtocolFeatures;
        VirtioFeatures offered = (VirtioFeatures)_frontEnd.GetFeatures();
        if ((offered & Wanted) != Wanted)
        {
            throw new BenchException($"the switch offers {offered}, wanted are {Wanted}");
        }

        _frontEnd.SetProtocolFeatures(_frontEnd.GetProtocolFeatures() & VhostProtocolFeatures.ReplyAck);
        _frontEnd.SetFeatures((ulong)Wanted);
    }
}
