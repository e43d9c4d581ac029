using Musubi.Io.Memory;
using Musubi.Io.Polling;
using Musubi.Io.Ports;
using Musubi.Io.Tests.Support;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Vhost;

/// <summary>A guest and a worker, each on a thread of its own, that sleep whenever there is nothing to do: one wake-up lost and both sleep for ever.</summary>
public sealed class SleepersTests
{
    private const int Frames = 20_000;

    [Theory]
    [InlineData(VirtioFeatures.None, VirtioFeatures.None)]
    [InlineData(VirtioFeatures.None, VirtioFeatures.EventIndex)]
    [InlineData(VirtioFeatures.PackedRing, VirtioFeatures.None)]
    [InlineData(VirtioFeatures.PackedRing, VirtioFeatures.EventIndex)]
    public async Task No_wake_up_is_lost_between_two_that_sleep_whenever_they_can(VirtioFeatures with, VirtioFeatures without)
    {
        using VhostBed bed = new(new DriverShape { Features = (new DriverShape().Features | with) & ~without, ReceiveBuffers = 256, QueueSize = 256 });
        using PortDriver driver = new(bed.Driver);
        using CancellationTokenSource stop = new();
        Task<int> worker = Task.Factory.StartNew(() => Echo(bed.Port, stop.Token), TaskCreationOptions.LongRunning);
        Task guest = Task.Factory.StartNew(() => Ask(driver), TaskCreationOptions.LongRunning);
        try
        {
            await guest;
        }
        finally
        {
            await stop.CancelAsync();
            bed.Driver.Kick.Signal();
        }

        Assert.Equal(Frames, await worker);
    }

    /// <summary>Sends windows of changing size and takes each frame back, in order.</summary>
    private static void Ask(PortDriver near)
    {
        Random random = new(7);
        int next = 0;
        while (next < Frames)
        {
            int window = Math.Min(random.Next(1, 20), Frames - next);
            int first = next;
            Assert.Equal(window, near.Send([.. Enumerable.Range(first, window).Select(i => SentFrame.Small(i))]).Sent);
            Assert.Equal(Enumerable.Range(first, window), near.Take(window).Select(frame => frame.Number));
            next += window;
        }
    }

    /// <summary>Sends back what comes until it is stopped.</summary>
    private static int Echo(FramePort port, CancellationToken stop)
    {
        using FrameArena arena = new(64);
        ReceivedFrame[] frames = new ReceivedFrame[64];
        TransmitFrame[] batch = new TransmitFrame[64];
        TransmitTally tally = default;
        while (!stop.IsCancellationRequested)
        {
            int count = port.Receive(frames, arena);
            for (int i = 0; i < count; i++)
            {
                batch[i] = new TransmitFrame { Offload = frames[i].Offload, HeaderLength = 14, Payload = frames[i].Data.Slice(14) };
                frames[i].Data.Span[..14].CopyTo(batch[i].Header);
            }

            port.Transmit(batch.AsSpan(0, count), ref tally);
            port.Flush();
            port.Complete();
            if (count == 0)
            {
                if (!port.Arm())
                {
                    Readiness.WaitReadable(port.PollDescriptor, Deadline.Usual.Left);
                }

                port.Disarm();
            }
        }

        return tally.Sent;
    }
}
