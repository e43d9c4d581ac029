using System.Diagnostics;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Observe;

/// <summary>A tcpdump that runs until it is stopped; questions are asked in tcpdump's own filter language.</summary>
internal sealed class Capture : IAsyncDisposable
{
    /// <summary>tcpdump writes what it has seen when the machine lets it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string _file;

    private Capture(Process process, string file)
    {
        _process = process;
        _file = file;
    }

    /// <summary>Starts to capture and returns once tcpdump listens.</summary>
    /// <param name="direction">"in": what enters the interface's kernel from outside; "out"; "inout".</param>
    /// <param name="snapshot">Bytes kept of each frame.</param>
    public static async Task<Capture> StartAsync(Datacenter datacenter, string place, string device, string direction = "inout", string filter = "", int snapshot = 256)
    {
        string folder = Path.Combine(datacenter.Layout.StateFolder, "captures");
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, $"{place}-{device}-{Guid.NewGuid():N}.pcap");
        Process process = datacenter.Start(
            place, ["tcpdump", "-i", device, "-Q", direction, "-s", $"{snapshot}", "-U", "--immediate-mode", "-Z", "root", "-w", file, filter]);
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.Contains("listening on", StringComparison.Ordinal))
            {
                _ = process.StandardError.ReadToEndAsync();
                return new Capture(process, file);
            }
        }

        throw new LabException($"tcpdump on {device} in {place} ended at once");
    }

    /// <summary>The frames that pass the filter, one line each with Ethernet header and tag, as `tcpdump -e -nn` prints them.</summary>
    /// <param name="options">More of tcpdump's options.</param>
    public async Task<IReadOnlyList<string>> LinesAsync(string filter = "", params IReadOnlyList<string> options)
    {
        CommandResult result = await Shell.RunAsync(["tcpdump", "-r", _file, "-e", "-nn", "-tt", .. options, filter]);
        // A record that is still being written makes tcpdump complain at the end; the lines before are good. What begins with
        // a tab shows the bytes of the frame before it.
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '\t')];
    }

    /// <summary>Fields of the frames that pass a display filter of tshark's, as it decodes them: a line for each frame, its fields parted by blanks.</summary>
    public async Task<IReadOnlyList<string>> DecodeAsync(string filter, params IReadOnlyList<string> fields)
    {
        CommandResult result = await Shell.RunAsync(
            ["tshark", "-r", _file, "-n", "-o", "ip.check_checksum:TRUE", "-Y", filter, "-T", "fields", "-E", "separator=/s", .. fields.SelectMany(field => (string[])["-e", field])]);
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>How many frames pass the filter.</summary>
    public async Task<int> CountAsync(string filter = "") => (await LinesAsync(filter)).Count;

    /// <summary>Waits until at least <paramref name="count"/> frames that pass the filter are in the capture; false at the limit.</summary>
    public Task<bool> HasAsync(string filter, int count = 1) => Wait.UntilAsync(async () => await CountAsync(filter) >= count, Patience);

    /// <summary>Waits until one of several captures has a frame that passes the filter; false at the limit.</summary>
    public static Task<bool> AnyHasAsync(IEnumerable<Capture> captures, string filter) => Wait.UntilAsync(
        async () => (await Task.WhenAll(captures.Select(capture => capture.CountAsync(filter)))).Any(count => count > 0), Patience);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Shell.RunAsync(["kill", "-INT", $"{_process.Id}"]);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        File.Delete(_file);
    }
}
