using System.Diagnostics;
using Musubi.Io.Threading;

namespace Musubi.Bench.Load;

/// <summary>
/// An open-loop load: sends at a set rate at one port, whatever comes back, and receives at the other. Frames are stamped when they
/// are sent; what finds no room is lost and counted. One thread, on a processor of its own.
/// </summary>
internal sealed class Generator : IDisposable
{
    private const int Burst = 32;
    private const uint Scatter = 2_654_435_769;

    private readonly GeneratorPort _from;
    private readonly GeneratorPort _to;
    private readonly int _processor;
    private uint _sequence;

    public Generator(string fromSocket, string toSocket, ulong fromMac, ulong toMac, int frameBytes, int processor)
    {
        _processor = processor;
        _from = new GeneratorPort(fromSocket, fromMac, frameBytes);
        _to = new GeneratorPort(toSocket, toMac, frameBytes);
    }

    public LatencyHistogram Latency { get; } = new();

    /// <summary>Lets the receiving station speak as each of its MACs, so that the switch knows them.</summary>
    /// <param name="toward">MAC of the sending station.</param>
    public void Introduce(ulong first, int count, ulong toward) => Pinned(() => Speak(first, count, toward));

    /// <summary>Sends and receives for a while.</summary>
    public GeneratorResult Run(Traffic traffic, TimeSpan duration) => Pinned(() => Stream(traffic, duration));

    /// <summary>Sends single frames to a switch that has gone to sleep, each when the one before has come; returns how many never came.</summary>
    public int Ping(Traffic traffic, int count, TimeSpan pause) => Pinned(() => SendSingly(traffic, count, pause));

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    /// <summary>On a thread of its own: programs that the caller starts must not inherit its one processor.</summary>
    private T Pinned<T>(Func<T> work)
    {
        T result = default!;
        Thread thread = new(() =>
        {
            ThreadPlacement.PinTo(_processor);
            result = work();
        });
        thread.Start();
        thread.Join();
        return result;
    }

    private int Speak(ulong first, int count, ulong toward)
    {
        const int EachSecond = 10_000;
        long start = Stopwatch.GetTimestamp();
        for (int spoken = 0; spoken < count;)
        {
            long due = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * EachSecond);
            if (spoken <= due && _to.Sender.Room > 0)
            {
                _to.Sender.WriteSource(0, first + (ulong)spoken);
                _to.Sender.Write(0, toward, 0, 0);
                _to.Sender.Publish(1);
                spoken++;
            }

            _from.Receiver.Release(_from.Receiver.Waiting);
        }

        return count;
    }

    private GeneratorResult Stream(Traffic traffic, TimeSpan duration)
    {
        Latency.Clear();
        long start = Stopwatch.GetTimestamp();
        long end = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        double perTick = traffic.Rate / Stopwatch.Frequency;
        (long offered, long lost, long received) = (0, 0, 0);
        for (long now = start; now < end; now = Stopwatch.GetTimestamp())
        {
            int due = traffic.Rate > 0 ? (int)Math.Min((long)((now - start) * perTick) - offered, Burst) : Math.Min(_from.Sender.Room, Burst);
            if (due > 0)
            {
                int sent = Send(traffic, due, now);
                offered += due;
                lost += due - sent;
            }

            received += Take();
        }

        return new GeneratorResult(offered, lost, received, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private int SendSingly(Traffic traffic, int count, TimeSpan pause)
    {
        Latency.Clear();
        int missing = 0;
        for (int i = 0; i < count; i++)
        {
            Thread.Sleep(pause);
            _to.Receiver.Release(_to.Receiver.Waiting);
            long sent = Stopwatch.GetTimestamp();
            Send(traffic, 1, sent);
            long received = 0;
            while (received == 0 && Stopwatch.GetElapsedTime(sent).TotalMilliseconds < 100)
            {
                received = Take();
            }

            missing += received == 0 ? 1 : 0;
        }

        return missing;
    }

    private int Send(Traffic traffic, int due, long now)
    {
        int count = Math.Min(due, _from.Sender.Room);
        for (int i = 0; i < count; i++)
        {
            // A different place of the set each time, so that no cache profits from the order.
            uint scattered = _sequence++ * Scatter;
            uint flow = (uint)(((ulong)scattered * (uint)traffic.Flows) >> 32);
            uint station = (uint)(((ulong)scattered * (uint)traffic.Destinations) >> 32);
            _from.Sender.Write(i, traffic.FirstDestination + station, flow, now);
        }

        if (count > 0)
        {
            _from.Sender.Publish(count);
        }

        return count;
    }

    private int Take()
    {
        int waiting = _to.Receiver.Waiting;
        if (waiting == 0)
        {
            return 0;
        }

        waiting = Math.Min(waiting, Burst);
        long now = Stopwatch.GetTimestamp();
        int ours = 0;
        for (int i = 0; i < waiting; i++)
        {
            if (_to.Receiver.TryRead(i, out long stamp))
            {
                Latency.Add(now - stamp);
                ours++;
            }
        }

        _to.Receiver.Release(waiting);
        return ours;
    }
}
