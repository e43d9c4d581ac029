using System.Globalization;
using System.Text.RegularExpressions;
using Musubi.Bench.Peers;
using Musubi.Bench.Processes;

namespace Musubi.Bench.Load;

/// <summary>
/// testpmd with two virtio_user ports: what comes in at one goes out at the other, with the MACs of the other's peer. 32 bursts
/// circulate, so that the load is closed: a frame is sent when one was received.
/// </summary>
internal sealed partial class TestpmdLoad : IDisposable
{
    private readonly ChildProcess _process;

    public TestpmdLoad(ISwitchPeer peer, IReadOnlyList<byte[]> macs, QueueLayout layout, int frameBytes, int processor)
    {
        string[] devices = [.. Enumerable.Range(0, 2).Select(port => string.Create(CultureInfo.InvariantCulture, $"--vdev=net_virtio_user{port},path={peer.Socket(port)},mac={Text(macs[port])}{layout.Options}"))];
        _process = new ChildProcess(TestpmdProgram.LineWriter,
        [
            "-oL", TestpmdProgram.Path,
            .. TestpmdProgram.Environment("mb-load", processor, processor), .. devices,
            "--", "-i", "--no-mlockall", "--nb-cores=1", "--forward-mode=mac", $"--eth-peer=0,{Text(macs[1])}", $"--eth-peer=1,{Text(macs[0])}",
        ]);
        _process.WaitFor("testpmd>");
        _process.Command(string.Create(CultureInfo.InvariantCulture, $"set txpkts {frameBytes}"));
        _process.Command("start tx_first 32");
    }

    /// <summary>Frames that came back to both ports so far.</summary>
    public long Received
    {
        get
        {
            string told = _process.Ask("show port stats all\nshow config rxtx", "forwarding");
            MatchCollection found = Packets().Matches(told);
            return found.Count >= 2 ? found.Take(2).Sum(match => long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)) : throw new BenchException($"testpmd told no statistics: {told}");
        }
    }

    public void Dispose() => _process.Dispose();

    private static string Text(byte[] mac) => string.Join(':', mac.Select(part => part.ToString("x2", CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"RX-packets: (\d+)")]
    private static partial Regex Packets();
}
