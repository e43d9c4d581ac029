using System.Diagnostics;
using System.Globalization;
using Musubi.Bench.Load;
using Musubi.Bench.Peers;
using Musubi.Bench.Report;

namespace Musubi.Bench.Cases;

/// <summary>
/// B1 and B2: frames in both directions between two ports of testpmd, as many as the switch and the load can, and the busy time
/// that the switch needed for each by its own counters.
/// </summary>
internal sealed class ThroughputCase(PeerFactory peers, RowFile rows)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(2);

    private static readonly byte[][] Macs = [[0x02, 0, 0, 0, 0xb1, 1], [0x02, 0, 0, 0, 0xb1, 2]];

    public static IReadOnlyList<int> FrameSizes { get; } = [64, 512, 1500];

    public void Run(int rounds, IReadOnlyList<int> sizes, IReadOnlyList<QueueLayout> layouts, IReadOnlyList<string> names)
    {
        for (int round = 1; round <= rounds; round++)
        {
            foreach (QueueLayout layout in layouts)
            {
                foreach (int size in sizes)
                {
                    // Every other round the other way around: what drifts meets no peer more than another.
                    foreach (string name in round % 2 == 1 ? names : names.Reverse())
                    {
                        Measure(round, name, layout, size);
                    }
                }
            }
        }
    }

    private void Measure(int round, string name, QueueLayout layout, int size)
    {
        using ISwitchPeer peer = peers.Start(name, Macs);
        using TestpmdLoad load = new(peer, Macs, layout, size, PeerFactory.LoadProcessor);
        Thread.Sleep(WarmUp);
        (long received, PeerUsage usage, long start) = (load.Received, peer.Usage(), Stopwatch.GetTimestamp());
        Thread.Sleep(Measured);
        (long later, double seconds) = (load.Received, Stopwatch.GetElapsedTime(start).TotalSeconds);
        PeerUsage used = peer.Usage() - usage;
        string what = string.Create(CultureInfo.InvariantCulture, $"{size} B {layout.Name}");
        rows.Add(new Row("B1", what, name, round, (later - received) / seconds / 1e6, "Mpps"));
        rows.Add(new Row("B2", what, name, round, used.BusyNanoseconds / used.Frames, "ns"));
    }
}
