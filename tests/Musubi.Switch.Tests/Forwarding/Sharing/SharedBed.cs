using System.Diagnostics;
using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Io.Virtio;
using Musubi.Switch.Forwarding.Sharing;

namespace Musubi.Switch.Tests.Forwarding.Sharing;

/// <summary>A shared uplink on a clock of the test's own, in front of a NIC that takes everything.</summary>
internal sealed class SharedBed : IDisposable
{
    public const int FrameBytes = 1500;

    private readonly FrameArena _arena = new(1);
    private readonly RecordingPort _nic;
    private readonly Dictionary<int, int> _numbers = [];
    private TransmitTally _tally;
    private long _now = Stopwatch.Frequency;

    public SharedBed(IoSchedule? schedule)
    {
        _nic = new RecordingPort(() => _now);
        Port = new IoControlledPort(_nic, () => _now) { Schedule = schedule };
    }

    public IoControlledPort Port { get; }

    public TransmitTally Tally => _tally;

    public List<SentRecord> Sent => _nic.Sent;

    public long Now => _now;

    public static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;

    public void Pass(double milliseconds) => _now += (long)(milliseconds * Stopwatch.Frequency / 1000);

    /// <summary>Hands over frames of one sender, as a worker does.</summary>
    /// <param name="gso">Payload of each segment of an offload frame (TCP); 0 for none.</param>
    public void Send(int origin, int frames = 1, int bytes = FrameBytes, int gso = 0)
    {
        TransmitFrame[] batch = new TransmitFrame[1];
        for (int i = 0; i < frames; i++)
        {
            int number = _numbers.GetValueOrDefault(origin);
            _numbers[origin] = number + 1;
            BitConverter.TryWriteBytes(_arena.Buffer(0), number);
            _arena.Buffer(0)[46 - 14] = 0x50;
            batch[0] = new TransmitFrame { HeaderLength = 14, Origin = origin, Payload = _arena.Slice(0, 0, bytes - 14) };
            if (gso > 0)
            {
                batch[0].Offload.Set(VirtioNetHeader.NeedsChecksum, VirtioNetHeader.GsoTcp4, 54, (ushort)gso, 34, 16);
            }

            Port.Transmit(batch, ref _tally);
        }
    }

    /// <summary>What this thread allocates while three senders send more than finds room.</summary>
    public long AllocatedBy(int rounds)
    {
        TransmitFrame[] batch = [.. Enumerable.Range(0, 30).Select(i => new TransmitFrame { HeaderLength = 14, Origin = 1 + (i % 3), Payload = _arena.Slice(0, 0, FrameBytes - 14) })];
        _nic.IsSilent = true;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < rounds; i++)
        {
            Port.Transmit(batch, ref _tally);
            Pass(1);
            Port.Drain(ref _tally);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    public int Drain() => Port.Drain(ref _tally);

    /// <summary>Lets time pass by looks, at each of which senders offer frames; gives the bytes that each of them has sent meanwhile.</summary>
    public Dictionary<int, long> Run(double milliseconds, double every, Action offer)
    {
        int from = Sent.Count;
        for (double at = 0; at < milliseconds; at += every)
        {
            offer();
            Drain();
            Pass(every);
        }

        return Sent.Skip(from).GroupBy(one => one.Origin).ToDictionary(group => group.Key, group => group.Sum(one => (long)one.Bytes));
    }

    /// <summary>As <see cref="Run"/>, with senders that always have more frames than find room.</summary>
    public Dictionary<int, long> RunGreedy(double milliseconds, params int[] origins) => Run(milliseconds, 1, () =>
    {
        foreach (int origin in origins)
        {
            Send(origin, 20);
        }
    });

    public IoClassCounts CountsOf(Func<IoClass, bool> which) =>
        Port.ReadCounts().Where(one => which(one.Class)).Select(one => one.Counts).Aggregate(default(IoClassCounts), (sum, next) => sum + next);

    public void Dispose()
    {
        Port.Dispose();
        _arena.Dispose();
    }
}
