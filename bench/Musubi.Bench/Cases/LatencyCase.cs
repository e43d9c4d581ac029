using System.Globalization;
using Musubi.Bench.Load;
using Musubi.Bench.Peers;
using Musubi.Bench.Report;

namespace Musubi.Bench.Cases;

/// <summary>B4: how long frames are under way at rates below the knee, and how long the first frame after idleness is.</summary>
internal sealed class LatencyCase(PeerFactory peers, RowFile rows)
{
    private const int Pings = 100;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(20);

    /// <summary>Million frames in a second.</summary>
    public static IReadOnlyList<double> Rates { get; } = [0.2, 1, 3];

    public void Run(int rounds, IReadOnlyList<double> rates, IReadOnlyList<string> names)
    {
        for (int round = 1; round <= rounds; round++)
        {
            foreach (string name in round % 2 == 1 ? names : names.Reverse())
            {
                using ISwitchPeer peer = peers.Start(name, Stations.Macs);
                using Generator generator = new(peer.Socket(0), peer.Socket(1), Stations.Sender, Stations.Receiver, 64, PeerFactory.LoadProcessor);
                generator.Introduce(Stations.Receiver, 1, Stations.Sender);
                foreach (double rate in rates)
                {
                    Measure(round, name, generator, rate);
                }

                Wake(round, name, generator);
            }
        }
    }

    private void Measure(int round, string name, Generator generator, double rate)
    {
        Traffic traffic = new(1_000, 1, Stations.Receiver) { Rate = rate * 1e6 };
        generator.Run(traffic, WarmUp);
        GeneratorResult result = generator.Run(traffic, Measured);
        string what = string.Create(CultureInfo.InvariantCulture, $"{rate} Mpps");
        Report(round, name, what, generator.Latency);
        rows.Add(new Row("B4", what + " lost", name, round, 100 - (100.0 * result.Received / Math.Max(result.Offered, 1)), "%"));
    }

    private void Wake(int round, string name, Generator generator)
    {
        int missing = generator.Ping(new Traffic(1, 1, Stations.Receiver), Pings, Idle);
        Report(round, name, "first after idle", generator.Latency);
        rows.Add(new Row("B4", "first after idle lost", name, round, 100.0 * missing / Pings, "%"));
    }

    private void Report(int round, string name, string what, LatencyHistogram latency)
    {
        foreach ((string label, double part) in (ReadOnlySpan<(string, double)>)[("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)])
        {
            rows.Add(new Row("B4", what + " " + label, name, round, latency.Quantile(part) / 1000, "µs"));
        }
    }
}
