using System.Globalization;
using Musubi.Bench.Load;
using Musubi.Bench.Peers;
using Musubi.Bench.Report;

namespace Musubi.Bench.Cases;

/// <summary>B3: one way through the switch, with more and more flows, and with more and more MACs that it knows.</summary>
internal sealed class FlowsCase(PeerFactory peers, RowFile rows)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(2);

    public static IReadOnlyList<int> Flows { get; } = [1, 1_000, 100_000, 1_000_000];

    public static IReadOnlyList<int> Macs { get; } = [1_000, 10_000, 100_000];

    public void Run(int rounds, IReadOnlyList<int> sizes, IReadOnlyList<(int Flows, int Macs)> sets, IReadOnlyList<string> names)
    {
        for (int round = 1; round <= rounds; round++)
        {
            foreach (int size in sizes)
            {
                foreach ((int flows, int macs) in sets)
                {
                    foreach (string name in round % 2 == 1 ? names : names.Reverse())
                    {
                        Measure(round, name, size, new Traffic(flows, macs, Stations.Receiver));
                    }
                }
            }
        }
    }

    private void Measure(int round, string name, int size, Traffic traffic)
    {
        using ISwitchPeer peer = peers.Start(name, Stations.Macs, traffic.Destinations);
        using Generator generator = new(peer.Socket(0), peer.Socket(1), Stations.Sender, Stations.Receiver, size, PeerFactory.LoadProcessor);
        generator.Introduce(Stations.Receiver, traffic.Destinations, Stations.Sender);
        generator.Run(traffic, WarmUp);
        PeerUsage before = peer.Usage();
        GeneratorResult result = generator.Run(traffic, Measured);
        PeerUsage used = peer.Usage() - before;
        string what = string.Create(CultureInfo.InvariantCulture, $"{size} B {traffic.Flows} flows {traffic.Destinations} MACs");
        rows.Add(new Row("B3", what, name, round, result.Received / result.Seconds / 1e6, "Mpps"));
        rows.Add(new Row("B3", what, name, round, used.BusyNanoseconds / used.Frames, "ns"));
    }
}
