using System.Globalization;
using System.Text.RegularExpressions;
using Musubi.Bench.Processes;

namespace Musubi.Bench.Peers;

/// <summary>DPDK's testpmd with two vhost ports in mode io: it passes every frame from one to the other, and does no switching at all.</summary>
internal sealed partial class TestpmdPeer : ISwitchPeer
{
    private readonly PeerSetup _setup;
    private readonly ChildProcess _process;

    public TestpmdPeer(PeerSetup setup)
    {
        _setup = setup;
        _process = new ChildProcess(TestpmdProgram.LineWriter,
        [
            "-oL", TestpmdProgram.Path,
            .. TestpmdProgram.Environment("mb-peer", setup.OtherProcessor, setup.Processor),
            $"--vdev=net_vhost0,iface={Socket(0)},queues=1", $"--vdev=net_vhost1,iface={Socket(1)},queues=1",
            "--", "-i", "--no-mlockall", "--nb-cores=1", "--forward-mode=io", "--record-core-cycles",
        ]);
        _process.WaitFor("testpmd>");
        _process.Ask("start", "packet forwarding");
    }

    public string Name => PeerFactory.Testpmd;

    public string Socket(int port) => Path.Combine(_setup.Folder, string.Create(CultureInfo.InvariantCulture, $"port{port}.sock"));

    public PeerUsage Usage()
    {
        Match found = Cycles().Match(_process.Ask("show fwd stats all", "MHz Clock"));
        if (!found.Success)
        {
            throw new BenchException($"testpmd told no cycles: {_process.Output[^500..]}");
        }

        double cycles = Number(found.Groups[1]);
        return new PeerUsage(cycles * 1000 / Number(found.Groups[3]), Number(found.Groups[2]));
    }

    public void Dispose() => _process.Dispose();

    private static double Number(Capture text) => double.Parse(text.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"total cycles=(\d+) / total \w+ packets=(\d+)\) at (\d+) MHz Clock")]
    private static partial Regex Cycles();
}
