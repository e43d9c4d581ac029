using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Observe;

/// <summary>A ping that goes on until it is stopped, with the time of each reply.</summary>
internal sealed partial class PingStream : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly ConcurrentQueue<PingReply> _replies = new();
    private readonly Task _reading;
    private int _sent;
    private double _last;

    private PingStream(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    public IReadOnlyCollection<PingReply> Replies => _replies;

    /// <summary>Requests sent; known after <see cref="StopAsync"/>.</summary>
    public int Sent => _sent;

    /// <summary>Requests without a reply, up to the last one that was answered.</summary>
    public int Lost => Losses().Sum(loss => loss.Count);

    /// <summary>Half of the replies came sooner after their requests; endless when none came.</summary>
    public double MedianSeconds => _replies.IsEmpty ? double.PositiveInfinity : _replies.Select(reply => reply.Seconds).Order().ElementAt(_replies.Count / 2);

    public int Duplicates => _replies.Count(reply => reply.Duplicate);

    public static double Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>Starts to ping every <paramref name="milliseconds"/> and waits for the first reply.</summary>
    public static async Task<PingStream> StartAsync(Datacenter datacenter, string place, string address, int milliseconds = 10)
    {
        string interval = (milliseconds / 1000.0).ToString(CultureInfo.InvariantCulture);
        var stream = new PingStream(datacenter.Start(place, ["ping", "-n", "-D", "-i", interval, address]));
        if (!await Wait.UntilAsync(() => !stream._replies.IsEmpty, StartLimit))
        {
            await stream.DisposeAsync();
            throw new LabException($"no reply to a ping from {place} to {address} within {StartLimit.TotalSeconds:0} s");
        }

        return stream;
    }

    /// <summary>
    /// The longest time without a reply that began or ended between two moments, or lasted from before the one to after the other (seconds since the
    /// Unix epoch); endless when no reply came after them.
    /// </summary>
    public PingGap LongestGap(double from = 0, double to = double.MaxValue)
    {
        PingGap? longest = null;
        PingReply previous = default;
        foreach (PingReply reply in _replies)
        {
            if (reply.Time >= from && previous.Time <= to && previous.Time > 0 && reply.Time - previous.Time > (longest?.Seconds ?? 0))
            {
                longest = new PingGap(previous.Time, reply.Time - previous.Time);
            }

            previous = reply;
        }

        return longest ?? new PingGap(from, double.PositiveInfinity);
    }

    /// <summary>Where replies are missing between two that came.</summary>
    public IReadOnlyList<PingLoss> Losses()
    {
        List<PingLoss> losses = [];
        PingReply previous = default;
        foreach (PingReply reply in _replies.OrderBy(reply => reply.Sequence))
        {
            if (reply.Sequence > previous.Sequence + 1)
            {
                losses.Add(new PingLoss(previous.Time, reply.Time, reply.Sequence - previous.Sequence - 1));
            }

            previous = reply;
        }

        return losses;
    }

    /// <summary>Waits until a reply came after <paramref name="moment"/> (seconds since the Unix epoch); false at the limit.</summary>
    public Task<bool> RepliesAfterAsync(double moment, TimeSpan limit) => Wait.UntilAsync(() => Volatile.Read(ref _last) > moment, limit);

    /// <summary>Ends it; then the totals are known.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            await Shell.RunAsync(["kill", "-INT", $"{_process.Id}"]);
        }

        await _reading;
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"^\[(?<time>[0-9.]+)\] \d+ bytes from .*icmp_seq=(?<sequence>\d+) .*time=(?<milliseconds>[0-9.]+) ms")]
    private static partial Regex ReplyLine();

    [GeneratedRegex(@"^(?<sent>\d+) packets transmitted")]
    private static partial Regex SummaryLine();

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (ReplyLine().Match(line) is { Success: true } reply)
            {
                double time = double.Parse(reply.Groups["time"].Value, CultureInfo.InvariantCulture);
                _replies.Enqueue(new PingReply(
                    time,
                    int.Parse(reply.Groups["sequence"].Value, CultureInfo.InvariantCulture),
                    double.Parse(reply.Groups["milliseconds"].Value, CultureInfo.InvariantCulture) / 1000,
                    line.Contains("(DUP!)", StringComparison.Ordinal)));
                Volatile.Write(ref _last, time);
            }
            else if (SummaryLine().Match(line) is { Success: true } summary)
            {
                _sent = int.Parse(summary.Groups["sent"].Value, CultureInfo.InvariantCulture);
            }
        }
    }
}
