using System.Globalization;
using Musubi.Bench.Load;
using Musubi.Bench.Peers;
using Musubi.Bench.Report;

namespace Musubi.Bench.Cases;

/// <summary>
/// B5: one way from guest to guest, out of one switch's uplink, over a veth pair, and in by another's: the same thread does both,
/// and the kernel's share of it too.
/// </summary>
internal sealed class UplinkCase(PeerFactory peers, RowFile rows)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(2);

    private static readonly (string Label, string Peer, UplinkKind Kind)[] Ways =
    [
        (PeerFactory.Musubi, PeerFactory.Musubi, UplinkKind.AfXdp),
        (PeerFactory.Musubi + " AF_PACKET", PeerFactory.Musubi, UplinkKind.AfPacket),
        (PeerFactory.Ovs + " net_af_xdp", PeerFactory.Ovs, UplinkKind.AfXdp),
        (PeerFactory.Ovs + " AF_PACKET", PeerFactory.Ovs, UplinkKind.AfPacket),
    ];

    public void Run(int rounds)
    {
        for (int round = 1; round <= rounds; round++)
        {
            foreach (int size in ThroughputCase.FrameSizes)
            {
                foreach ((string label, string peer, UplinkKind kind) in round % 2 == 1 ? Ways : Ways.AsEnumerable().Reverse())
                {
                    Measure(round, size, label, peer, kind);
                }
            }
        }
    }

    private void Measure(int round, int size, string label, string name, UplinkKind kind)
    {
        using ISwitchPeer peer = peers.Start(name, Stations.Macs, uplinks: kind);
        using Generator generator = new(peer.Socket(0), peer.Socket(1), Stations.Sender, Stations.Receiver, size, PeerFactory.LoadProcessor);
        generator.Introduce(Stations.Receiver, 1, Stations.Sender);
        Traffic traffic = new(1_000, 1, Stations.Receiver);
        generator.Run(traffic, WarmUp);
        GeneratorResult result = generator.Run(traffic, Measured);
        string what = string.Create(CultureInfo.InvariantCulture, $"{size} B");
        rows.Add(new Row("B5", what, label, round, result.Received / result.Seconds / 1e6, "Mpps"));
    }
}
