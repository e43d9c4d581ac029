using System.Diagnostics;
using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding.Shaping;

namespace Musubi.Switch.Tests.Forwarding.Shaping;

/// <summary>A shaped port on a clock of the test's own, between a guest that has as much to send as is taken and a list of what it got.</summary>
internal sealed class ShapedBed : IDisposable
{
    public const int FrameBytes = 1000;

    private readonly FrameArena _arena = new(256);
    private readonly ReceivedFrame[] _received = new ReceivedFrame[256];
    private readonly EndlessPort _inner = new();
    private readonly PortShapers _shapers = new();
    private long _now;

    /// <param name="start">With what its guest comes from another host; null for one that was here from the beginning.</param>
    public ShapedBed(RateLimit? ingress, RateLimit? egress, PortCredit? start = null) =>
        Port = new ShapedPort(_inner, new PortRates(ingress, egress, start), _shapers, () => _now);

    public ShapedPort Port { get; }

    public TransmitTally Tally { get; private set; }

    public PortCredit Credit => _shapers.Read(_now);

    /// <summary>Frames that the guest was sent.</summary>
    public int Arrived => _inner.Sent;

    public void Pass(double milliseconds) => _now += (long)(milliseconds * Stopwatch.Frequency / 1000);

    /// <summary>Bytes taken from the guest within a time, by a worker that looks every so often.</summary>
    public long Receive(double milliseconds, double every)
    {
        long bytes = 0;
        for (double at = 0; at < milliseconds; at += every, Pass(every))
        {
            int count;
            while ((count = Port.Receive(_received, _arena)) > 0)
            {
                bytes += (long)count * FrameBytes;
                Port.Complete();
            }
        }

        return bytes;
    }

    /// <summary>Bytes that the guest has taken at once, by a batch of one frame.</summary>
    public long ReceiveOnce()
    {
        int count = Port.Receive(_received.AsSpan(0, 1), _arena);
        Port.Complete();
        return (long)count * FrameBytes;
    }

    /// <summary>Frames that arrive within a time when so many are offered at each look.</summary>
    public int Offer(int frames, double milliseconds, double every)
    {
        int before = Arrived;
        for (double at = 0; at < milliseconds; at += every, Pass(every))
        {
            Send(frames);
            Drain();
        }

        return Arrived - before;
    }

    public void Send(int frames)
    {
        TransmitFrame frame = new() { HeaderLength = 14, Payload = _arena.Slice(0, 0, FrameBytes - 14) };
        TransmitTally tally = Tally;
        Port.Transmit(Enumerable.Repeat(frame, frames).ToArray(), ref tally);
        Tally = tally;
    }

    public int Drain()
    {
        TransmitTally tally = Tally;
        int drained = Port.Drain(ref tally);
        Tally = tally;
        return drained;
    }

    public void Dispose()
    {
        Port.Dispose();
        _arena.Dispose();
    }
}
